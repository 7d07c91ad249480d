import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { outputOf } from '../../../src/containers/output.ts'
import type { ReadyImage } from '../../../src/containers/runtime.ts'
import { type Observed, sideBySide } from '../../../src/slim/verify/side-by-side.ts'

/** Compares runs that print these texts, one after another; the last goes on for ever. */
function compare(source: readonly string[], result: readonly string[]) {
  const [one, two] = [{} as ReadyImage, {} as ReadyImage]
  const texts = new Map([
    [one, [...source]],
    [two, [...result]],
  ])
  const observe = async (image: ReadyImage): Promise<Observed<string>> => {
    const left = texts.get(image)!
    const text = left.length > 1 ? left.shift()! : left[0]!
    const output = await outputOf(Readable.from([Buffer.from(text)]))
    return { run: { values: [], outputs: [{ trait: 'stdout', output }] }, facts: text }
  }
  return sideBySide({ source: one, result: two, atOnce: false }, observe, 'The command')
}

test('what answers as the source does is the same, and nothing is run again', async () => {
  expect(await compare(['a\n', 'never seen\n'], ['a\n', 'never seen\n'])).toMatchObject({
    verdict: 'same',
    differences: [],
  })
})

test('what always answers otherwise differs', async () => {
  const { verdict, differences } = await compare(['pid 1\nok\n', 'pid 2\nok\n'], ['pid 3\nbroken\n', 'pid 4\nbroken\n'])
  expect(verdict).toBe('differs')
  expect(differences).toMatchObject([{ in: 'stdout', varies: false }])
})

test.each([
  ['in a later run of the source', ['pid 6\n', 'pid 6\n', 'pid 7\n'], ['pid 7\n']],
  ['in a later run of the result', ['pid 6\n'], ['pid 7\n', 'pid 6\n']],
  ['in later runs of both', ['pid 6\n', 'pid 8\n'], ['pid 7\n', 'pid 8\n']],
])('what by chance differs at first varies, where it is met again %s', async (_, source, result) => {
  const { verdict, differences } = await compare(source, result)
  expect(verdict).toBe('varies')
  expect(differences).toMatchObject([{ in: 'stdout', varies: true }])
})
