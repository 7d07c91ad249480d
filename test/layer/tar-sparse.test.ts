import { describe, expect, test } from 'vitest'
import { endOfArchive, member, paxHeader, sparseMember } from '../../fixtures/tar-blocks.ts'
import { readTar } from '../support/read-tar.ts'

describe('sparse files', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ offset: index * 2000 + 500, bytes: `piece ${index}` }))
  const files = [
    [
      'with a hole before, between and behind',
      5000,
      [
        { offset: 600, bytes: 'one' },
        { offset: 2000, bytes: 'two' },
      ],
    ],
    ['that is one hole', 70_000, []],
    ['without holes', 3, [{ offset: 0, bytes: 'abc' }]],
    ['with more pieces than a header holds', 100_000, many],
    [
      'whose map ends in an empty piece',
      4096,
      [
        { offset: 0, bytes: 'abc' },
        { offset: 4096, bytes: '' },
      ],
    ],
  ] as const

  describe.each(['gnu', '0.0', '0.1', '1.0'] as const)('format %s', (format) => {
    test.each(files)('a file %s', (_name, size, data) => {
      const expected = Buffer.alloc(size)
      for (const { offset, bytes } of data) expected.write(bytes, offset)
      const entries = readTar(
        Buffer.concat([
          sparseMember(format, { name: 'dir/sparse', size, data }),
          member({ name: 'next' }, 'abc'),
          endOfArchive(),
        ]),
      )
      expect(entries.map(({ path, type }) => [path, type])).toEqual([
        ['/dir/sparse', 'file'],
        ['/next', 'file'],
      ])
      expect(entries[0]!.size).toBe(size)
      expect(entries[0]!.content!.equals(expected)).toBe(true)
      expect(entries[1]!.content).toEqual(Buffer.from('abc'))
    })
  })

  test('sparse 1.0 as bsdtar writes it, with the logical size in PAX', () => {
    const map = '1\n4096\n3\n'.padEnd(512, '\0')
    const [entry] = readTar(
      Buffer.concat([
        paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
          ['GNU.sparse.name', 'sparse'],
          ['GNU.sparse.realsize', '5000'],
          ['size', '5000'],
        ]),
        member({ name: 'GNUSparseFile.0/sparse' }, `${map}abc`),
      ]),
    )
    expect(entry!).toMatchObject({ path: '/sparse', size: 5000 })
    expect(entry!.content!.toString('latin1', 4096, 4099)).toBe('abc')
  })
})
