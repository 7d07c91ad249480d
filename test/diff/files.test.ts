import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { DiffImagesOptions } from '../../src/index.ts'
import { diffLayers, fileLines, filesOf } from '../support/diff-of.ts'

const layer = () => new LayerBuilder()

type Layers = Parameters<typeof diffLayers>[0]

/** What differs between the files of two images, as lines. */
async function linesOf(before: Layers, after: Layers, options: Partial<DiffImagesOptions> = {}): Promise<string[]> {
  return fileLines(await diffLayers(before, after, { sections: ['files'], ...options }))
}

describe('files that differ', () => {
  it('came, went, or hold something else', async () => {
    expect(
      await linesOf(
        layer().file('went', '1').file('text', 'a').file('same', '='),
        layer().file('came', '2').file('text', 'b').file('same', '='),
      ),
    ).toEqual(['added /came', 'changed /text content', 'removed /went'])
  })

  it('have another type, link target or device', async () => {
    const before = layer()
      .file('type')
      .symlink('link', 'a')
      .characterDevice('device', 1, 3)
      .directory('dir')
      .file('dir/in', '1')
    const after = layer().directory('type').symlink('link', 'b').characterDevice('device', 1, 5).symlink('dir', 'link')
    expect(await linesOf(before, after)).toEqual([
      'changed /device content',
      'changed /dir type',
      'changed /link target',
      'changed /type type',
      'removed /dir/in',
    ])
  })

  it('have another mode, owner or extended attributes alone', async () => {
    const before = layer().file('mode', '1').file('owner', '1').directory('xattrs')
    const after = layer()
      .file('mode', '1', { mode: 0o4755 })
      .file('owner', '1', { gid: 5 })
      .directory('xattrs', { xattrs: { 'user.a': 'b' } })
    expect(await linesOf(before, after)).toEqual([
      'metadata /mode mode',
      'metadata /owner owner',
      'metadata /xattrs xattrs',
    ])
  })

  it('are told with all that changed', async () => {
    const after = layer().file('a', '2', { mode: 0o600, uid: 1, mtime: 9, xattrs: { 'user.a': 'b' } })
    const { files } = await diffLayers(layer().file('a', '1'), after)
    expect(files?.changes).toMatchObject([
      {
        change: 'changed',
        path: '/a',
        aspects: ['content', 'mode', 'owner', 'mtime', 'xattrs'],
        before: { mode: '0644', uid: 0, size: 1, mtime: 0, xattrs: {} },
        after: { mode: '0600', uid: 1, size: 1, mtime: 9, xattrs: { 'user.a': '62' } },
      },
    ])
  })

  it('of which the time alone differs are counted and not listed', async () => {
    const { counts, changes, different } = filesOf(
      await diffLayers(
        layer().file('a', '1').directory('b'),
        layer().file('a', '1', { mtime: 5 }).directory('b', { mtime: 5 }),
      ),
    )
    expect([counts.touched, changes, different]).toEqual([2, [], true])
  })

  it.each([
    ['mtime', layer().file('a', '1', { mtime: 5 })],
    ['mode', layer().file('a', '1', { mode: 0o600 })],
    ['owner', layer().file('a', '1', { uid: 5 })],
    ['xattrs', layer().file('a', '1', { xattrs: { 'user.a': 'b' } })],
    ['content', layer().file('a', '2')],
    ['type', layer().symlink('a', 'b')],
  ] as const)('do not where %s is ignored and all that differs', async (aspect, after) => {
    const before = layer().file('a', '1')
    expect((await diffLayers(before, after, { sections: ['files'] })).different).toBe(true)
    const document = await diffLayers(before, after, { sections: ['files'], ignore: [aspect] })
    expect([document.different, document.files?.counts.touched]).toEqual([false, 0])
  })

  it('do not where symlinks have another mode, or a directory has a time in one image alone', async () => {
    const before = layer().symlink('link', 'a', { mode: 0o777 }).directory('dir', { mtime: 5 }).file('dir/a')
    const after = layer().symlink('link', 'a', { mode: 0o755 }).file('dir/a')
    expect((await diffLayers(before, after, { sections: ['files'] })).different).toBe(false)
  })

  it('are compared as the layers leave them, whichever layer they come from', async () => {
    const one = layer().file('a', '2').file('b', '1').hardlink('c', 'b')
    const two = [
      layer().file('a', '1').file('gone', '1').file('b', '1'),
      layer().file('a', '2').whiteout('gone').hardlink('c', 'b'),
    ]
    expect(await linesOf(one, two)).toEqual([])
  })

  it('below the layers that both begin with are found as well', async () => {
    const base = layer().file('a', '1').file('b', '1').file('c', '1')
    expect(await linesOf([base, layer().file('a', '2')], [base, layer().file('b', '2').whiteout('c')])).toEqual([
      'changed /a content',
      'changed /b content',
      'removed /c',
    ])
  })

  it('keep names that are not UTF-8 apart', async () => {
    const name = (byte: number) => Buffer.from([0x61, byte])
    expect(await linesOf(layer().file(name(0xff), '1'), layer().file(name(0xfe), '2'))).toEqual([
      'added /a\\xfe',
      'removed /a\\xff',
    ])
  })

  it('may be those alone that globs match', async () => {
    const after = layer().file('etc/a', '1').file('etc/b/c', '1').file('usr/a', '1')
    expect(await linesOf(layer(), after, { globs: ['/etc/**/c', '/usr'] })).toEqual([
      'added /etc/b/c',
      'added /usr',
      'added /usr/a',
    ])
  })

  it('are limited by kind, the largest change first', async () => {
    const before = layer().file('small', '').file('large', '').file('went', '1')
    const after = layer().file('small', '1').file('large', '1'.repeat(9)).file('came', '2').file('more', '33')
    const { counts, changes } = filesOf(await diffLayers(before, after, { limit: 1 }))
    expect(changes.map(({ path }) => path)).toEqual(['/large', '/more', '/went'])
    expect(counts).toEqual({ changed: 2, metadata: 0, added: 2, removed: 1, moved: 0, touched: 0 })
  })
})

describe('hard links', () => {
  it('count once, for the first of their names', async () => {
    const before = layer().file('a', '').file('lone', '4444')
    const after = layer().file('a', '1'.repeat(9)).hardlink('b', 'a').hardlink('c', 'a')
    const { changes } = filesOf(await diffLayers(before, after))
    expect(changes.map(({ path, after }) => [path, after?.size, after?.countedBytes])).toEqual([
      ['/a', 9, 9],
      ['/b', 9, 0],
      ['/c', 9, 0],
      ['/lone', undefined, undefined],
    ])
  })

  it('come in the order of the bytes that count', async () => {
    const before = layer().file('big', '1'.repeat(9)).hardlink('again', 'big').file('small', '1')
    const { changes } = filesOf(await diffLayers(before, layer().file('kept')))
    expect(changes.filter(({ change }) => change === 'removed').map(({ path }) => path)).toEqual([
      '/again',
      '/small',
      '/big',
    ])
  })
})

describe('files that moved', () => {
  it('have the same content at another path', async () => {
    expect(await linesOf(layer().file('a/x', 'one'), layer().file('b/y', 'one'))).toEqual([
      'added /b',
      'moved /a/x /b/y',
      'removed /a',
    ])
  })

  it('are told with what else changed', async () => {
    expect(await linesOf(layer().file('x', 'one'), layer().file('y', 'one', { mode: 0o600 }))).toEqual([
      'moved /x /y mode',
    ])
  })

  it('are told apart by name where several have one content, and left alone where that does not help', async () => {
    const before = layer().file('bin/a', '#').file('bin/b', '#').file('p', '?').file('q', '?')
    const after = layer().file('usr/b', '#').file('usr/a', '#').file('r', '?').file('s', '?')
    expect(await linesOf(before, after)).toEqual([
      'added /r',
      'added /s',
      'added /usr',
      'moved /bin/a /usr/a',
      'moved /bin/b /usr/b',
      'removed /bin',
      'removed /p',
      'removed /q',
    ])
  })

  it('are not empty, and no copies of what is still there', async () => {
    const before = layer().file('empty').file('kept', '1')
    expect(await linesOf(before, layer().file('void').file('kept', '1').file('copy', '1'))).toEqual([
      'added /copy',
      'added /void',
      'removed /empty',
    ])
  })
})

describe('directories that came or went', () => {
  it('stand for all that is in them, where that is asked for', async () => {
    const before = layer().file('old/a', '1')
    const after = layer()
      .file('new/a', '22')
      .file('new/deep/b', '333')
      .hardlink('new/deep/c', 'new/deep/b')
      .file('lone', '1')
    const { counts, changes } = filesOf(await diffLayers(before, after, { collapse: true }))
    expect(changes.map(({ path, inside }) => ({ path, inside }))).toEqual([
      { path: '/new', inside: { paths: 4, bytes: 5 } },
      { path: '/old', inside: { paths: 0, bytes: 0 } },
      { path: '/lone', inside: null },
    ])
    expect(counts).toMatchObject({ added: 5, removed: 1, moved: 1 })
  })

  it('do so for those paths alone that globs match', async () => {
    const after = layer().file('new/a.txt', '22').file('new/b.bin', '333')
    const { changes } = filesOf(await diffLayers(layer(), after, { collapse: true, globs: ['*.txt'] }))
    expect(changes.map(({ path }) => path)).toEqual(['/new/a.txt'])
  })
})
