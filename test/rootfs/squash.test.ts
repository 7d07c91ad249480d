import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { member } from '../../fixtures/tar-blocks.ts'
import { squashLayers } from '../support/squash-layers.ts'

const layer = (): LayerBuilder => new LayerBuilder()

describe('whiteouts', () => {
  test('a whiteout takes a file, a symlink or a whole directory away', async () => {
    const base = layer().file('a/file', '1').symlink('a/link', 'file').file('a/dir/below/deep', '2').file('a/kept', '3')
    const { shown } = await squashLayers(base, layer().whiteout('a/file').whiteout('a/link').whiteout('a/dir'))
    expect(shown).toEqual({ '/a': 'directory', '/a/kept': 'file 644: 3' })
  })

  test('a whiteout hides lower layers only, wherever it stands in its own', async () => {
    const expected = { '/a': 'directory', '/a/new': 'file 644: 2' }
    const base = layer().file('a/old', '1')
    expect((await squashLayers(base, layer().whiteout('a').file('a/new', '2'))).shown).toEqual(expected)
    expect((await squashLayers(base, layer().file('a/new', '2').whiteout('a'))).shown).toEqual(expected)
  })

  test('an opaque marker hides lower layers only, wherever it stands in its own', async () => {
    const expected = { '/a': 'directory', '/a/new': 'file 644: 2' }
    const base = layer().file('a/old', '1').file('a/below/old', '1')
    expect((await squashLayers(base, layer().opaque('a').file('a/new', '2'))).shown).toEqual(expected)
    expect((await squashLayers(base, layer().file('a/new', '2').opaque('a'))).shown).toEqual(expected)
  })

  test('an opaque marker in the root hides everything', async () => {
    const { shown } = await squashLayers(layer().file('a/old', '1'), layer().file('.wh..wh..opq').file('new', '2'))
    expect(shown).toEqual({ '/new': 'file 644: 2' })
  })

  test('what a layer took away a later one may bring back', async () => {
    const { shown } = await squashLayers(layer().file('a/b', '1'), layer().whiteout('a'), layer().file('a/c', '3'))
    expect(shown).toEqual({ '/a': 'directory', '/a/c': 'file 644: 3' })
  })

  test('a whiteout of what is not there changes nothing', async () => {
    const { shown, effects } = await squashLayers(layer().file('a', '1'), layer().whiteout('b'))
    expect(shown).toEqual({ '/a': 'file 644: 1' })
    expect(effects[1]!.deleted).toBe(0)
  })

  test('the directories that a marker stands in are implied, as those of a file are', async () => {
    const base = layer().file('a', '1').symlink('b', 'usr')
    const { shown } = await squashLayers(base, layer().whiteout('a/x').opaque('b/y'))
    expect(shown).toEqual({ '/a': 'directory', '/b': 'directory', '/b/y': 'directory' })
  })

  test("AUFS's own names are no files", async () => {
    const { shown } = await squashLayers(layer().file('.wh..wh.aufs').directory('.wh..wh.plnk').file('a', '1'))
    expect(shown).toEqual({ '/a': 'file 644: 1' })
  })

  test("a name that has .wh. in its middle is a file's", async () => {
    expect((await squashLayers(layer().file('a.wh.b', '1'))).shown).toEqual({ '/a.wh.b': 'file 644: 1' })
  })
})

describe('hard links', () => {
  test('one to a file of its own layer shares the content', async () => {
    const { root, effects } = await squashLayers(layer().file('a', '12345', { mode: 0o755 }).hardlink('b', 'a'))
    const [a, b] = [root.children!.get('a')!, root.children!.get('b')!]
    expect(b).toMatchObject({ type: 'file', size: 5, mode: 0o755 })
    expect(b.inode).toBe(a.inode)
    expect(effects[0]).toMatchObject({ files: 2, fileBytes: 5 })
  })

  test('one to a file of a lower layer shares its content and adds no bytes', async () => {
    const { root, shown, effects } = await squashLayers(layer().file('a', '12345'), layer().hardlink('b', 'a'))
    expect(shown['/b']).toBe('file 644: 12345')
    expect(root.children!.get('b')!.inode).toBe(root.children!.get('a')!.inode)
    expect(effects[1]).toMatchObject({ files: 1, fileBytes: 0, added: 1 })
  })

  test('one to a file that its own layer takes away still has the content', async () => {
    const { shown } = await squashLayers(layer().file('a', '1'), layer().whiteout('a').hardlink('b', 'a'))
    expect(shown).toEqual({ '/b': 'file 644: 1' })
  })

  test('one to a link means the file', async () => {
    const { shown } = await squashLayers(layer().file('a', '1').hardlink('b', 'a').hardlink('c', 'b'))
    expect(shown['/c']).toBe('file 644: 1')
  })

  test('a file written again leaves the other link as it was', async () => {
    const { shown } = await squashLayers(layer().file('a', '1').hardlink('b', 'a'), layer().file('a', '2'))
    expect(shown).toEqual({ '/a': 'file 644: 2', '/b': 'file 644: 1' })
  })

  test('one to nothing is an empty file, with a warning that names both', async () => {
    const { shown, warnings } = await squashLayers(layer().hardlink('a', 'nowhere'))
    expect(shown).toEqual({ '/a': 'file 644: ' })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/\/a .*\/nowhere/)
  })

  test('one to itself, and two to each other, end', async () => {
    const { shown } = await squashLayers(layer().hardlink('a', 'a').hardlink('b', 'c').hardlink('c', 'b'))
    expect(Object.keys(shown).sort()).toEqual(['/a', '/b', '/c'])
  })
})

describe('changes of type', () => {
  test('a file in the place of a directory hides all below it', async () => {
    const { shown } = await squashLayers(layer().file('a/b/c', '1'), layer().file('a', '2'))
    expect(shown).toEqual({ '/a': 'file 644: 2' })
  })

  test('a directory in the place of a file', async () => {
    const { shown } = await squashLayers(layer().file('a', '1'), layer().directory('a').file('a/b', '2'))
    expect(shown).toEqual({ '/a': 'directory', '/a/b': 'file 644: 2' })
  })

  test('a directory again keeps what lower layers have in it', async () => {
    const { root, shown } = await squashLayers(layer().file('a/b', '1'), layer().directory('a', { mode: 0o700 }))
    expect(shown).toEqual({ '/a': 'directory', '/a/b': 'file 644: 1' })
    expect(root.children!.get('a')).toMatchObject({ mode: 0o700, layer: 1 })
  })

  test('a path below what a lower layer has as a symlink makes a directory there', async () => {
    const base = layer().file('usr/lib/libc', '1').symlink('lib', 'usr/lib')
    const { shown } = await squashLayers(base, layer().file('lib/new', '2'))
    expect(shown).toEqual({
      '/usr': 'directory',
      '/usr/lib': 'directory',
      '/usr/lib/libc': 'file 644: 1',
      '/lib': 'directory',
      '/lib/new': 'file 644: 2',
    })
  })

  test('of a path given twice in one layer the later counts', async () => {
    expect((await squashLayers(layer().file('a', '1').file('a', '2'))).shown).toEqual({ '/a': 'file 644: 2' })
    expect((await squashLayers(layer().file('a', '1').symlink('a', 'b'))).shown).toEqual({ '/a': 'symlink to b' })
  })

  test('parents that a layer only implies are directories of root with mode 755', async () => {
    const { root } = await squashLayers(layer().file('a/b/c', '1'))
    expect(root.children!.get('a')).toMatchObject({ type: 'directory', mode: 0o755, uid: 0, gid: 0 })
  })

  test('an implied parent keeps the owner and mode that a lower layer gave it', async () => {
    const { root } = await squashLayers(layer().directory('a', { mode: 0o700, uid: 5 }), layer().file('a/b', '1'))
    expect(root.children!.get('a')).toMatchObject({ mode: 0o700, uid: 5, layer: 0 })
  })
})

describe('what a layer did', () => {
  test('added, modified and deleted paths are counted', async () => {
    const base = layer().directory('etc').file('etc/a', '1').file('etc/b', '22').file('var/x/y', '3')
    const upper = layer().directory('etc').file('etc/a', 'one').file('etc/c', '4').whiteout('var')
    const { effects } = await squashLayers(base, upper)
    expect(effects).toEqual([
      { files: 3, fileBytes: 4, added: 6, modified: 0, deleted: 0 },
      { files: 2, fileBytes: 4, added: 1, modified: 1, deleted: 3 },
    ])
  })

  test('a directory counts as modified only if its owner, mode or xattrs change', async () => {
    const base = layer().directory('same').directory('mode').directory('owner').directory('xattr')
    const upper = layer()
      .directory('same', { mtime: 99 })
      .directory('mode', { mode: 0o700 })
      .directory('owner', { uid: 1 })
      .directory('xattr', { xattrs: { 'user.a': 'b' } })
    expect((await squashLayers(base, upper)).effects[1]).toMatchObject({ added: 0, modified: 3, deleted: 0 })
  })

  test("eStargz's own files are hidden", async () => {
    const base = layer()
      .file('stargz.index.json', '{}')
      .file('.prefetch.landmark')
      .file('.no.prefetch.landmark')
      .file('a', '1')
    const { shown, effects } = await squashLayers(base)
    expect(shown).toEqual({ '/a': 'file 644: 1' })
    expect(effects[0]).toMatchObject({ files: 1, fileBytes: 1 })
  })

  test('names that are not UTF-8 are whited out by their bytes', async () => {
    const name = (byte: number): Buffer => Buffer.from([0x61, byte])
    const whiteout = member({ name: Buffer.concat([Buffer.from('.wh.'), name(0xfe)]) })
    const { shown } = await squashLayers(layer().file(name(0xfe), '1').file(name(0xff), '2'), layer().raw(whiteout))
    expect(shown).toEqual({ '/a\udcff': 'file 644: 2' })
  })
})
