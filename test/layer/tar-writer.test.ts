import fc from 'fast-check'
import { extract } from 'tar-stream'
import { expect, test } from 'vitest'
import type { EntryHeader } from '../../src/layer/entry.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../../src/layer/tar/writer.ts'
import { readTar } from '../support/read-tar.ts'

const FILE: EntryHeader = {
  path: '/etc/hello',
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  linkTarget: null,
  xattrs: null,
  device: null,
}

function archive(entries: readonly EntryHeader[]): Buffer {
  const members = entries.flatMap((entry) => [tarHeader(entry), new Uint8Array(entry.size), paddingOf(entry.size)])
  return Buffer.concat([...members, END_OF_ARCHIVE])
}

/** The headers that our own reader finds. */
function readBack(entries: readonly EntryHeader[]): EntryHeader[] {
  return readTar(archive(entries)).map(({ content: _, ...header }) => header)
}

test('every type and field survives', () => {
  const entries: EntryHeader[] = [
    { ...FILE, path: '/', type: 'directory', mode: 0o755 },
    { ...FILE, path: '/etc', type: 'directory', mode: 0o1777, uid: 7, gid: 8 },
    { ...FILE, mode: 0o6755, size: 1000, mtime: 1_700_000_000 },
    { ...FILE, path: '/etc/again', type: 'hardlink', linkTarget: '/etc/hello' },
    { ...FILE, path: '/etc/link', type: 'symlink', linkTarget: '../../odd//target' },
    { ...FILE, path: '/dev/null', type: 'character-device', device: { major: 1, minor: 3 } },
    { ...FILE, path: '/dev/sda', type: 'block-device', device: { major: 259, minor: 1_048_575 } },
    { ...FILE, path: '/run/pipe', type: 'fifo' },
  ]
  expect(readBack(entries)).toEqual(entries)
})

test('what ustar cannot say goes into PAX headers', () => {
  const long = `/${'directory/'.repeat(40)}file`
  const entries: EntryHeader[] = [
    { ...FILE, path: long, uid: 4_000_000_000, gid: 2_097_152 },
    { ...FILE, path: '/link', type: 'symlink', linkTarget: long },
    { ...FILE, path: '/hard', type: 'hardlink', linkTarget: long },
    { ...FILE, path: '/before-1970', mtime: -1.5 },
    { ...FILE, path: '/fraction', mtime: 1_700_000_000.25 },
    { ...FILE, path: '/capability', xattrs: new Map([['security.capability', Uint8Array.of(1, 0, 0, 2, 0x0a, 0xff)]]) },
  ]
  const read = readBack(entries)
  expect(read.map(({ xattrs: _, ...rest }) => rest)).toEqual(entries.map(({ xattrs: _, ...rest }) => rest))
  expect(Buffer.from(read.at(-1)!.xattrs!.get('security.capability')!)).toEqual(Buffer.from([1, 0, 0, 2, 0x0a, 0xff]))
})

test('a file beyond 8 GiB states its size', () => {
  const header = tarHeader({ ...FILE, size: 8 ** 11 })
  expect(Buffer.from(header).toString('latin1')).toContain(`19 size=${8 ** 11}\n`)
})

test('tar-stream reads the same names, sizes and links', async () => {
  const long = `/${'directory/'.repeat(40)}fïle`
  const reader = extract()
  reader.end(
    archive([
      { ...FILE, path: long, size: 700 },
      { ...FILE, path: '/l', type: 'symlink', linkTarget: long },
    ]),
  )
  const seen: unknown[] = []
  for await (const entry of reader) {
    seen.push([entry.header.name, entry.header.size, entry.header.linkname])
    entry.resume()
  }
  expect(seen).toEqual([
    [long.slice(1), 700, null],
    ['l', 0, long],
  ])
})

test('any header reads back as it was written', () => {
  const part = fc.string({
    unit: fc.oneof(fc.constantFrom('a', '.x', 'é', '\udcff', '\udc80', '\n', ' ', '=', '\u{1F600}')),
    minLength: 1,
  })
  const path = fc
    .array(part, { minLength: 1, maxLength: 30 })
    .map((parts) => `/${parts.map((text) => `n${text}`).join('/')}`)
  const header: fc.Arbitrary<EntryHeader> = fc.record({
    path,
    type: fc.constantFrom('file' as const, 'symlink' as const, 'directory' as const),
    mode: fc.nat(0o7777),
    uid: fc.nat(2 ** 31),
    gid: fc.nat(2 ** 31),
    size: fc.constant(0),
    mtime: fc.integer({ min: -1e9, max: 2 ** 40 }),
    linkTarget: fc.constant(null),
    xattrs: fc.constant(null),
    device: fc.constant(null),
  })
  const linked = fc.tuple(header, path).map(([entry, target]) => ({
    ...entry,
    linkTarget: entry.type === 'symlink' ? target : null,
  }))
  fc.assert(
    fc.property(fc.array(linked, { maxLength: 4 }), (entries) => {
      expect(readBack(entries)).toEqual(entries)
    }),
  )
})
