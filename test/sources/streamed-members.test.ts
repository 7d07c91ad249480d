import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError } from '../../src/errors.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { streamedMembers } from '../../src/sources/streamed-members.ts'

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

/** Members with their contents, of which only some are read. */
async function read(tar: Uint8Array, size: number, isRead: (path: string) => boolean) {
  const found: { path: string; content: string | null; inPlace: boolean }[] = []
  for await (const { header, offset, content } of streamedMembers(inPieces(tar, size), DEFAULT_LIMITS)) {
    const stored = Buffer.from(tar.subarray(offset, offset + header.size)).toString('latin1')
    const pieces: Uint8Array[] = []
    if (isRead(header.path)) for await (const piece of content()) pieces.push(piece)
    const text = Buffer.concat(pieces).toString('latin1')
    found.push({
      path: header.path,
      content: isRead(header.path) ? text : null,
      inPlace: !isRead(header.path) || stored === text,
    })
  }
  return found
}

const FILES = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,150}$/),
    content: fc.string({ maxLength: 3000 }),
    wanted: fc.boolean(),
  }),
  { selector: ({ name }) => name, maxLength: 6 },
)

test('members come in their order, each with its content where it lies, whatever the pieces and whatever is read of them', async () => {
  await fc.assert(
    fc.asyncProperty(FILES, fc.integer({ min: 1, max: 5000 }), async (files, size) => {
      const builder = new LayerBuilder()
      for (const { name, content } of files) builder.file(name, Buffer.from(content))
      const wanted = new Set(files.filter((file) => file.wanted).map(({ name }) => `/${name}`))
      const expected = files.map(({ name, content, wanted }) => {
        return { path: `/${name}`, content: wanted ? Buffer.from(content).toString('latin1') : null, inPlace: true }
      })
      expect(await read(await builder.build(), size, (path) => wanted.has(path))).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('a stream that ends too early is truncated, also inside a content that is read', async () => {
  const tar = await new LayerBuilder().file('a', 'x'.repeat(2000)).build()
  for (const isRead of [true, false]) {
    for (const length of [100, 512, 600, 2000]) {
      const attempt = read(tar.subarray(0, length), 100, () => isRead)
      await expect(attempt, `${length} bytes`).rejects.toThrow(BrokenImageError)
    }
  }
})

test('who stops early stops the source', async () => {
  let stopped = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      yield await new LayerBuilder().file('a', 'x').build()
      throw new Error('it was asked for more')
    } finally {
      stopped = true
    }
  }
  for await (const _ of streamedMembers(endless(), DEFAULT_LIMITS)) break
  expect(stopped).toBe(true)
})
