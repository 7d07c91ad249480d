import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type Output, outputOf } from '../../../src/containers/output.ts'
import { areSame, type ComparedRun, differencesOf } from '../../../src/slim/verify/compare-runs.ts'

function output(bytes: string | Buffer): Promise<Output> {
  return outputOf(Readable.from([Buffer.from(bytes)]))
}

async function run(exitCode: number, stdout: string | Buffer): Promise<ComparedRun> {
  return {
    values: [{ trait: 'exit-code', value: String(exitCode) }],
    outputs: [{ trait: 'stdout', output: await output(stdout) }],
  }
}

describe('two runs', () => {
  it('are the same where exit code and output are', async () => {
    expect(areSame(await run(0, 'a\n'), await run(0, 'a\n'))).toBe(true)
    expect(areSame(await run(0, 'a\n'), await run(1, 'a\n'))).toBe(false)
    expect(areSame(await run(0, 'a\n'), await run(0, 'a'))).toBe(false)
  })

  it('differ in what another run of the source does not explain', async () => {
    const source = await run(0, 'hello\nworld\n')
    expect(differencesOf(source, source, await run(3, 'hello\nthere\n'))).toEqual([
      { in: 'exit-code', varies: false, says: 'The exit code is 3, in the source 0.', patch: null },
      {
        in: 'stdout',
        varies: false,
        says: 'Standard output is not the same.',
        patch: '--- a/source\n+++ b/result\n@@ -1,2 +1,2 @@\n hello\n-world\n+there\n',
      },
    ])
  })

  it('vary in what differs from one run of the source to the next', async () => {
    const [difference] = differencesOf(
      await run(0, 'pid 1\nok\n'),
      await run(0, 'pid 2\nok\n'),
      await run(0, 'pid 3\nok\n'),
    )
    expect(difference).toMatchObject({ in: 'stdout', varies: true, patch: null })
    const [real] = differencesOf(await run(0, 'pid 1\nok\n'), await run(0, 'pid 2\nok\n'), await run(0, 'pid 3\nno\n'))
    expect(real).toMatchObject({ in: 'stdout', varies: false })
  })

  it('vary in an exit code that the source has now and then', async () => {
    expect(differencesOf(await run(0, ''), await run(1, ''), await run(1, ''))).toMatchObject([{ varies: true }])
    expect(differencesOf(await run(0, ''), await run(1, ''), await run(2, ''))).toMatchObject([{ varies: false }])
  })

  it('have no diff where an output is no text', async () => {
    const [binary] = differencesOf(await run(0, 'text'), await run(0, 'text'), await run(0, Buffer.of(0xff, 0, 1)))
    expect(binary).toMatchObject({ says: 'Standard output is not the same: 3 bytes, in the source 4.', patch: null })
  })

  it('differ behind what is kept of an output, too', async () => {
    const long = (end: string): string => `${'x'.repeat(2 ** 20)}\n${end}`
    const source = await run(0, long('one'))
    expect(areSame(source, await run(0, long('two')))).toBe(false)
    expect(differencesOf(source, source, await run(0, long('two')))).toMatchObject([{ varies: false, patch: null }])
  })
})
