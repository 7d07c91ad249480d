import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { FilledImage } from '../../src/files/selection.ts'
import {
  type DiskUsageDocument,
  type DuplicatesDocument,
  type FileListDocument,
  type FilesDocument,
  type FilesOptions,
  type FileTreeDocument,
  filesDocument,
  inspectDocument,
  type LayerFilesDocument,
  UnavailableError,
} from '../../src/index.ts'
import { fixtureImage, imageOf } from '../support/image-of.ts'
import { schemaErrors } from '../support/published-schema.ts'

const webapp = await fixtureImage('webapp')

/** Everything that may stand in a directory. */
const everything = await imageOf(
  new LayerBuilder()
    .directory('dir', { mode: 0o1777 })
    .file('dir/big', 'xxxxxxxx', { uid: 5, gid: 7, mtime: 3 })
    .file('dir/a-small', 'x', { mode: 0o4755, mtime: 9 })
    .file('dir/z-setgid', 'x', { mode: 0o2755 })
    .directory('dir-setgid', { mode: 0o2755 })
    .symlink('link', 'dir/big')
    .fifo('fifo')
    .characterDevice('null', 1, 3)
    .blockDevice('disk', 8, 0),
)

describe('every view', () => {
  it.each<FilesOptions['view']>(['list', 'tree', 'usage', 'duplicates', 'layer'])('is as published: %s', (view) => {
    expect(schemaErrors('files', show(webapp, { view }))).toEqual([])
    expect(schemaErrors('files', show(everything, { view }))).toEqual([])
  })

  it.each<FilesOptions['view']>(['list', 'tree', 'usage', 'duplicates', 'layer'])('can be cut: %s', (view) => {
    const rows = (limit: number): [number, number] => {
      const document = show(everything, { view, limit })
      const listed: readonly unknown[] = Object.values(document).find((value) => Array.isArray(value)) ?? []
      return [listed.length, document.more]
    }
    const [all, none] = rows(0)
    expect([all > 0, none, rows(1)]).toEqual([true, 0, [1, all - 1]])
  })
})

describe('the list of files', () => {
  it('has what ls -l has, in the order of the tree', () => {
    expect(list(everything).files.map(({ path, type, mode }) => `${path} ${type} ${mode}`)).toEqual([
      '/dir directory 1777',
      '/dir/a-small file 4755',
      '/dir/big file 0644',
      '/dir/z-setgid file 2755',
      '/dir-setgid directory 2755',
      '/disk block-device 0600',
      '/fifo fifo 0600',
      '/link symlink 0777',
      '/null character-device 0600',
    ])
    expect(list(everything).files[2]).toMatchObject({ uid: 5, gid: 7, size: 8, mtime: 3, layer: 0, linkTarget: null })
    expect(list(everything).files[7]).toMatchObject({ size: 0, linkTarget: 'dir/big' })
  })

  it("names owners as the image's own accounts do", async () => {
    const image = await imageOf(
      new LayerBuilder()
        .file('etc/passwd', 'app:x:5:5::/:\nlater:x:5:5::/:\n')
        .file('etc/group', 'staff:x:7:\n')
        .file('a', '', { uid: 5, gid: 5 })
        .file('b', '', { uid: 7, gid: 7 }),
    )
    const named = list(image, { globs: ['/a', '/b'] }).files.map(({ path, user, group }) => `${path} ${user}:${group}`)
    expect(named).toEqual(['/a app:null', '/b null:staff'])
    const { files } = list(webapp, { globs: ['/srv/www/index.html'] })
    expect(files).toMatchObject([{ uid: 33, gid: 33, user: 'www-data', group: 'www-data' }])
    const { entries } = show(webapp, { view: 'layer', layer: 7 }) as LayerFilesDocument
    expect(entries.map(({ user }) => user)).toEqual(['www-data', 'www-data', 'www-data'])
  })

  it('counts as inspect does', () => {
    const { filesystem, size } = inspectDocument(webapp)
    const { files, total } = list(webapp)
    expect(files.filter(({ type }) => type === 'file')).toHaveLength(filesystem.files)
    expect(files.filter(({ type }) => type === 'directory')).toHaveLength(filesystem.directories)
    expect(total).toEqual({ paths: files.length, bytes: size.contentBytes })
  })

  it.each<[sort: string, first: string[]]>([
    ['size', ['/dir/big', '/dir/a-small']],
    ['mtime', ['/dir/a-small', '/dir/big']],
    ['owner', ['/dir', '/dir/a-small']],
  ])('can be ordered by %s', (sort, first) => {
    expect(paths(list(everything, { sort: sort as 'size', limit: 2 }))).toEqual(first)
  })

  it('says whose each path is, also below a directory that has become a symlink', () => {
    const owners = Object.fromEntries(list(webapp).files.map((file) => [file.path, file.package]))
    expect(owners).toMatchObject({
      '/usr/bin/busybox': 'busybox', // the package says /bin/busybox
      '/usr/lib/x86_64-linux-gnu/libc.so.6': 'libc6',
      '/etc/ca-certificates': 'ca-certificates',
      '/usr/share/doc': null, // of all packages
      '/srv/www/licence.txt': null,
    })
  })

  it('of one package is found by ordering', () => {
    const { files } = list(webapp, { sort: 'package' })
    expect(files[0]?.package).toBe('base-files')
    expect(files.at(-1)?.package).toBeNull()
  })

  it('takes globs, types, and setuid or setgid files', () => {
    expect(paths(list(everything, { globs: ['/dir'] }))).toHaveLength(4)
    expect(paths(list(everything, { globs: ['*big', '/link'] }))).toEqual(['/dir/big', '/link'])
    expect(paths(list(everything, { types: ['symlink', 'fifo'] }))).toEqual(['/fifo', '/link'])
    expect(paths(list(everything, { setuid: true }))).toEqual(['/dir/a-small', '/dir/z-setgid'])
  })

  it('has of what no package lists as many files and bytes as inspect', () => {
    const { unowned } = inspectDocument(webapp)
    const { files, total } = list(webapp, { unowned: true, types: ['file'] })
    expect({ files: files.length, bytes: total.bytes }).toEqual(unowned)
    expect(files.every((file) => file.package === null)).toBe(true)
  })

  it('leaves directories out of what no package lists unless they are asked for', () => {
    const { files } = list(webapp, { unowned: true, globs: ['/srv'] })
    expect(files.map(({ path }) => path)).toEqual(['/srv/www/index.html', '/srv/www/licence.txt'])
    expect(paths(list(webapp, { unowned: true, globs: ['/srv'], types: ['directory'] }))).toEqual(['/srv', '/srv/www'])
  })
})

describe('the tree', () => {
  it('has the way to each path, and adds up what was asked for', () => {
    const { tree } = show(webapp, { view: 'tree', globs: ['/srv', '/etc/issue*'] }) as FileTreeDocument
    expect(tree.map(({ depth, path, bytes }) => `${depth} ${path} ${bytes}`)).toEqual([
      '0 /etc 47',
      '1 /etc/issue 27',
      '1 /etc/issue.net 20',
      '0 /srv 35240',
      '1 /srv/www 35240',
      '2 /srv/www/index.html 91',
      '2 /srv/www/licence.txt 35149',
    ])
  })

  it('can be ordered within each directory, and cut by depth', () => {
    const rows = (options: object): string[] =>
      (show(everything, { view: 'tree', globs: ['/dir'], ...options }) as FileTreeDocument).tree.map(({ path }) => path)
    expect(rows({ sort: 'size' })).toEqual(['/dir', '/dir/big', '/dir/a-small', '/dir/z-setgid'])
    expect(rows({ sort: 'size', reverse: true })).toEqual(['/dir', '/dir/z-setgid', '/dir/a-small', '/dir/big'])
    expect(rows({ depth: 1 })).toEqual(['/dir'])
  })
})

describe('what directories hold', () => {
  it('adds up to what the image shows, hard links once where they are met first', async () => {
    const linked = await imageOf(
      new LayerBuilder().file('b/file', '12345').hardlink('a/link', 'b/file').file('b/c/d', '1'),
    )
    expect(usage(linked)).toEqual(['/ 6 3', '/a 5 1', '/b 1 2', '/b/c 1 1'])
    const { directories } = show(webapp, { view: 'usage' }) as DiskUsageDocument
    expect(directories[0]).toEqual({
      path: '/',
      bytes: inspectDocument(webapp).size.contentBytes,
      files: inspectDocument(webapp).filesystem.files,
    })
  })

  it('goes as deep as it is told', () => {
    expect(usage(webapp, { depth: 0 })).toHaveLength(1)
    expect(usage(webapp, { depth: 1 }).every((row) => /^\/\w* /.test(row))).toBe(true)
  })

  it('is of the files that were asked for', () => {
    expect(usage(webapp, { globs: ['*.html'] })).toEqual(['/ 91 1', '/srv 91 1', '/srv/www 91 1'])
    expect(usage(webapp, { globs: ['/nowhere'] })).toEqual(['/ 0 0'])
  })
})

describe('duplicates', () => {
  it('are files of one content that are no hard links of each other, and not empty', async () => {
    const inventory = await imageOf(
      new LayerBuilder()
        .file('a', 'same')
        .hardlink('b', 'a')
        .file('c', 'same')
        .file('d', 'else')
        .file('e', '')
        .file('f', '')
        .symlink('g', 'a'),
      new LayerBuilder().file('h', 'same'),
    )
    const { duplicates, total } = show(inventory, { view: 'duplicates' }) as DuplicatesDocument
    expect(duplicates).toMatchObject([
      { size: 4, wastedBytes: 8, copies: [{ path: '/a' }, { path: '/c' }, { path: '/h', layer: 1 }] },
    ])
    expect(total).toEqual({ groups: 1, wastedBytes: 8 })
  })

  it('come with what costs most first', async () => {
    const inventory = await imageOf(
      new LayerBuilder().file('1', 'xx').file('2', 'xx').file('3', 'xx').file('4', 'yyy').file('5', 'yyy'),
    )
    const sizes = (options: object): number[] =>
      (show(inventory, { view: 'duplicates', ...options }) as DuplicatesDocument).duplicates.map(({ size }) => size)
    expect([sizes({}), sizes({ sort: 'size' }), sizes({ sort: 'copies' })]).toEqual([
      [2, 3],
      [3, 2],
      [2, 3],
    ])
  })
})

describe("a layer's own entries", () => {
  it('come with marks, and with packages', () => {
    const { entries } = show(webapp, {
      view: 'layer',
      layer: 3,
      globs: ['/etc/ca-certificates', '/var/lib/dpkg/status'],
    }) as LayerFilesDocument
    expect(entries.map(({ change, path, package: name }) => `${change} ${path} ${name}`)).toEqual([
      'A /etc/ca-certificates ca-certificates',
      'A /etc/ca-certificates/update.d ca-certificates',
      'M /var/lib/dpkg/status null',
    ])
  })

  it('can be asked for what it brought that no package lists', () => {
    const { entries } = show(webapp, { view: 'layer', layer: 3, unowned: true }) as LayerFilesDocument
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.filter(({ package: name, change }) => name !== null || change === 'D')).toEqual([])
  })

  it('of a layer that is not there end with exit code 3', () => {
    expect(() => show(webapp, { view: 'layer', layer: 9 })).toThrow(UnavailableError)
  })
})

const DEFAULT_SORT = { list: 'path', tree: 'path', usage: 'size', duplicates: 'wasted', layer: 'path' } as const

function show(
  inventory: FilledImage,
  options: { view: FilesOptions['view'] } & Record<string, unknown>,
): FilesDocument {
  const selection = { globs: [], types: [], setuid: false, unowned: false }
  const listing = { sort: DEFAULT_SORT[options.view], reverse: false, limit: 0, depth: null, layer: 0 }
  return filesDocument(inventory, { ...selection, ...listing, ...options } as FilesOptions)
}

function list(inventory: FilledImage, options: Record<string, unknown> = {}): FileListDocument {
  return show(inventory, { view: 'list', ...options }) as FileListDocument
}

function paths({ files }: FileListDocument): string[] {
  return files.map(({ path }) => path)
}

/** `PATH BYTES FILES`, in the order of the tree. */
function usage(inventory: FilledImage, options: Record<string, unknown> = {}): string[] {
  const { directories } = show(inventory, { view: 'usage', sort: 'path', ...options }) as DiskUsageDocument
  return directories.map(({ path, bytes, files }) => `${path} ${bytes} ${files}`)
}
