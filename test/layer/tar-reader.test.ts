import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { endOfArchive, gnuLong, headerBlock, member, paxHeader } from '../../fixtures/tar-blocks.ts'
import { BrokenImageError } from '../../src/errors.ts'
import { readTar } from '../support/read-tar.ts'

/** Reads members with the archive's end behind them. */
function read(...members: Uint8Array[]) {
  return readTar(Buffer.concat([...members, endOfArchive()]))
}

/** The only entry of an archive. */
function readOne(...members: Uint8Array[]) {
  const entries = read(...members)
  expect(entries).toHaveLength(1)
  return entries[0]!
}

describe('entries that tar-stream writes', () => {
  test('every type comes with its own fields', async () => {
    const archive = await new LayerBuilder()
      .directory('etc', { mode: 0o1777, uid: 7, gid: 8 })
      .file('etc/hello', 'Hello.\n', { mode: 0o4755, uid: 1000, gid: 100, mtime: 1_700_000_000 })
      .hardlink('etc/again', 'etc/hello')
      .symlink('etc/link', '../away/./from//here')
      .characterDevice('dev/null', 1, 3)
      .blockDevice('dev/sda', 8, 0)
      .fifo('run/pipe')
      .build()
    const common = { uid: 0, gid: 0, size: 0, mtime: 0, linkTarget: null, xattrs: null, device: null, content: null }
    expect(readTar(archive)).toEqual([
      { ...common, path: '/etc', type: 'directory', mode: 0o1777, uid: 7, gid: 8 },
      {
        ...common,
        path: '/etc/hello',
        type: 'file',
        mode: 0o4755,
        uid: 1000,
        gid: 100,
        size: 7,
        mtime: 1_700_000_000,
        content: Buffer.from('Hello.\n'),
      },
      { ...common, path: '/etc/again', type: 'hardlink', mode: 0o644, linkTarget: '/etc/hello' },
      { ...common, path: '/etc/link', type: 'symlink', mode: 0o777, linkTarget: '../away/./from//here' },
      { ...common, path: '/dev/null', type: 'character-device', mode: 0o600, device: { major: 1, minor: 3 } },
      { ...common, path: '/dev/sda', type: 'block-device', mode: 0o600, device: { major: 8, minor: 0 } },
      { ...common, path: '/run/pipe', type: 'fifo', mode: 0o600 },
    ])
  })

  test('names and targets of any length are whole', async () => {
    const name = Array.from({ length: 30 }, (_, index) => `directory-${index}`).join('/')
    const archive = await new LayerBuilder().file(name, 'x').symlink('l', `/${name}`).hardlink('h', name).build()
    const [file, symlink, hardlink] = readTar(archive)
    expect(file!.path).toBe(`/${name}`)
    expect(symlink!.linkTarget).toBe(`/${name}`)
    expect(hardlink!.linkTarget).toBe(`/${name}`)
  })
})

describe('header formats', () => {
  test('ustar joins prefix and name', () => {
    expect(readOne(member({ prefix: 'usr/share', name: 'doc' })).path).toBe('/usr/share/doc')
  })

  test('GNU headers have no prefix: other fields stand there', () => {
    expect(readOne(member({ format: 'gnu', prefix: '14725633425\0', name: 'doc' })).path).toBe('/doc')
  })

  test('v7 headers have neither magic nor devices', () => {
    const entry = readOne(member({ format: 'v7', name: 'old', uid: 5 }, 'content'))
    expect(entry).toMatchObject({ path: '/old', type: 'file', uid: 5, device: null, content: Buffer.from('content') })
  })

  test('a regular file of a v7 header is a directory when its name ends in a slash', () => {
    expect(readOne(member({ format: 'v7', type: '\0', name: 'old/' })).type).toBe('directory')
    expect(readOne(member({ format: 'v7', type: '\0', name: 'old' })).type).toBe('file')
  })

  test('fields that are full have no NUL behind them', () => {
    const name = 'n'.repeat(100)
    expect(readOne(member({ name, type: '2', linkName: 't'.repeat(100) }))).toMatchObject({
      path: `/${name}`,
      linkTarget: 't'.repeat(100),
    })
  })

  test('numbers may be padded with spaces and end without a NUL', () => {
    const patches = [
      { at: 100, bytes: '   755 \0' },
      { at: 108, bytes: '00001750' },
    ]
    expect(readOne(member({ name: 'f', patches }))).toMatchObject({ mode: 0o755, uid: 0o1750 })
  })

  test('base-256 numbers hold what octal digits cannot', () => {
    const entry = readOne(member({ name: 'f', numbers: 'base-256', uid: 2 ** 31 + 5, gid: 4_294_967_294, mtime: -1 }))
    expect(entry).toMatchObject({ uid: 2 ** 31 + 5, gid: 4_294_967_294, mtime: -1 })
  })

  test('a size in base-256 is one', () => {
    expect(readOne(member({ name: 'f', numbers: 'base-256' }, 'abc')).content).toEqual(Buffer.from('abc'))
  })

  test('a checksum over signed bytes, as old tars summed, holds', () => {
    const name = Buffer.from('na\xefve', 'latin1')
    expect(readOne(member({ name, checksum: 'signed' })).path).toBe('/na\udcefve')
  })

  test('contiguous files are files; members that no filesystem shows are passed over with their content', () => {
    const entries = read(
      member({ name: 'label', type: 'V', format: 'gnu' }),
      member({ name: 'contiguous', type: '7' }, 'abc'),
      member({ name: 'unknown', type: 'A' }, 'z'.repeat(700)),
      member({ name: 'last' }),
    )
    expect(entries.map(({ path, type, size }) => [path, type, size])).toEqual([
      ['/contiguous', 'file', 3],
      ['/last', 'file', 0],
    ])
  })

  test.each([
    ['hard link', '1', 'hardlink'],
    ['symlink', '2', 'symlink'],
    ['character device', '3', 'character-device'],
    ['block device', '4', 'block-device'],
    ['directory', '5', 'directory'],
    ['fifo', '6', 'fifo'],
  ])('a %s has no content, whatever its size field says', (_name, type, expected) => {
    const entries = read(headerBlock({ name: 'odd', type, size: 4096, linkName: 't' }), member({ name: 'next' }, 'abc'))
    expect(entries).toMatchObject([
      { path: '/odd', type: expected, size: 0 },
      { path: '/next', content: Buffer.from('abc') },
    ])
  })
})

describe('extended headers', () => {
  test('PAX records override the header', () => {
    const records: [string, string][] = [
      ['path', 'über/näme'],
      ['uid', '3000000000'],
      ['gid', '3000000001'],
      ['mtime', '-12.75'],
      ['size', '5'],
    ]
    const entry = readOne(
      paxHeader(records),
      headerBlock({ name: 'x', size: 0 }),
      Buffer.from('12345'.padEnd(512, '\0')),
    )
    expect(entry).toMatchObject({
      path: '/über/näme',
      uid: 3_000_000_000,
      gid: 3_000_000_001,
      mtime: -12.75,
      content: Buffer.from('12345'),
    })
  })

  test('PAX linkpath overrides the target', () => {
    expect(
      readOne(paxHeader([['linkpath', 'long']]), member({ name: 'l', type: '2', linkName: 'short' })),
    ).toMatchObject({
      linkTarget: 'long',
    })
  })

  test('a local header is for one entry, a global one for all that follow', () => {
    const entries = read(
      paxHeader(
        [
          ['uid', '7'],
          ['gid', '9'],
        ],
        'g',
      ),
      paxHeader([['uid', '8']]),
      member({ name: 'a' }),
      member({ name: 'b' }),
      paxHeader([['uid', '5']], 'g'),
      member({ name: 'c' }),
    )
    expect(entries.map(({ uid, gid }) => [uid, gid])).toEqual([
      [8, 9],
      [7, 9],
      [5, 9],
    ])
  })

  test('an empty local record takes a global one back', () => {
    const entries = read(paxHeader([['uid', '7']], 'g'), paxHeader([['uid', '']]), member({ name: 'a', uid: 3 }))
    expect(entries[0]!.uid).toBe(3)
  })

  test('of a record given twice the last counts', () => {
    expect(
      readOne(
        paxHeader([
          ['path', 'one'],
          ['path', 'two'],
        ]),
        member({ name: 'x' }),
      ).path,
    ).toBe('/two')
  })

  test('xattrs are bytes, with any byte in them', () => {
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex')
    const awkward = Buffer.from('a=b\n12 c=d\n\0\xff', 'latin1')
    const { xattrs } = readOne(
      paxHeader([
        ['SCHILY.xattr.security.capability', capability],
        ['SCHILY.xattr.user.awkward', awkward],
      ]),
      member({ name: 'ping' }),
    )
    expect([...xattrs!].map(([name, value]) => [name, Buffer.from(value)])).toEqual([
      ['security.capability', capability],
      ['user.awkward', awkward],
    ])
  })

  test('GNU long name and long link together', () => {
    const long = `${'d'.repeat(200)}/${'f'.repeat(60)}`
    const entry = readOne(
      gnuLong('L', long),
      gnuLong('K', `/${long}`),
      member({ name: long, type: '2', linkName: long, format: 'gnu' }),
    )
    expect(entry).toMatchObject({ path: `/${long}`, linkTarget: `/${long}` })
  })

  test('a long name is for one entry only', () => {
    const [, second] = read(gnuLong('L', 'first'), member({ name: 'x' }), member({ name: 'second' }))
    expect(second!.path).toBe('/second')
  })
})

describe('names', () => {
  test.each([
    ['etc/passwd', '/etc/passwd'],
    ['./etc/passwd', '/etc/passwd'],
    ['/etc/passwd', '/etc/passwd'],
    ['//etc//./passwd/', '/etc/passwd'],
    ['etc/../var', '/var'],
    ['.', '/'],
    ['./', '/'],
  ])('%j is %s', (name, path) => {
    expect(readOne(member({ name, type: '5' })).path).toBe(path)
  })

  test.each(['..', '../etc', 'etc/../../root', '/../x'])('%j leads out of the root and is refused', (name) => {
    expect(() => read(member({ name }))).toThrow(BrokenImageError)
  })

  test('a hard link to outside of the root is refused, a symlink is not', () => {
    expect(() => read(member({ name: 'l', type: '1', linkName: '../../etc/shadow' }))).toThrow(BrokenImageError)
    expect(readOne(member({ name: 'l', type: '2', linkName: '../../etc/shadow' })).linkTarget).toBe('../../etc/shadow')
  })

  test('bytes that are not UTF-8 stay apart, in header, PAX and GNU names', () => {
    const bytes = [Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0xfe]), Buffer.from([0xc3, 0xa9, 0xc3])]
    const [header, pax, gnu] = read(
      member({ name: bytes[0]! }),
      paxHeader([['path', bytes[1]!]]),
      member({ name: 'x' }),
      gnuLong('L', bytes[2]!),
      member({ name: 'x' }),
    )
    expect([header!.path, pax!.path, gnu!.path]).toEqual(['/a\udcff', '/a\udcfe', '/é\udcc3'])
  })

  test('a name with a NUL byte in it is refused', () => {
    expect(() => read(paxHeader([['path', 'a\0b']]), member({ name: 'x' }))).toThrow(BrokenImageError)
  })
})

describe('where an archive ends', () => {
  const builder = () => new LayerBuilder().file('a', 'x'.repeat(600)).file('b', 'y'.repeat(100))

  test('end blocks and the last padding may be missing', async () => {
    const whole = readTar(await builder().build())
    expect(readTar(await builder().build({ endBlocks: false }))).toEqual(whole)
    expect(readTar(await builder().build({ endBlocks: false, padding: false }))).toEqual(whole)
  })

  test('an empty archive, and one of nothing but its end, have no entries', () => {
    expect(readTar(new Uint8Array(0))).toEqual([])
    expect(read()).toEqual([])
  })

  test('what follows the end is not read', async () => {
    const archive = Buffer.concat([await builder().build(), member({ name: 'behind' }), Buffer.from('garbage')])
    expect(readTar(archive).map(({ path }) => path)).toEqual(['/a', '/b'])
  })

  test('it is truncated wherever it stops inside a header or content, and nowhere else', async () => {
    const archive = await builder().build()
    const starts = { a: 512, aEnd: 512 + 600, b: 1536, bContent: 2048, bEnd: 2148 }
    for (let length = 0; length <= 2600; length++) {
      const whole =
        length === 0 || (length >= starts.aEnd && length <= starts.b) || (length >= starts.bEnd && length <= 2560)
      const attempt = () => readTar(archive.subarray(0, length))
      if (whole) expect(attempt, `${length} bytes`).not.toThrow()
      else if (length < starts.bEnd) expect(attempt, `${length} bytes`).toThrow(/truncated/)
    }
  })

  test('it is truncated when it stops between an extended header and its entry', () => {
    expect(() => readTar(paxHeader([['path', 'lost']]))).toThrow(/truncated/)
    expect(() => readTar(gnuLong('L', 'lost'))).toThrow(/truncated/)
  })
})
