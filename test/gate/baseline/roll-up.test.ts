import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { homeOf } from '../../../src/gate/baseline/home-of.ts'
import { type CountedFile, rollUp } from '../../../src/gate/baseline/roll-up.ts'
import { type LayerFile, treeOf } from '../../support/tree-of.ts'

/** The files of a tree, by layers from paths to how many bytes they have. */
function filesOf(...layers: readonly Readonly<Record<string, number>>[]): CountedFile[] {
  const contents = layers.map((files) =>
    Object.fromEntries(Object.entries(files).map(([path, size]): [string, LayerFile] => [path, 'x'.repeat(size)])),
  )
  const nodes = [...treeOf(contents).nodes()].filter(({ type, size }) => type === 'file' && size > 0)
  return nodes.map((node) => ({ node, bytes: node.size }))
}

const name = fc.constantFrom('a', 'b', 'c', 'd')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`)
const layers = fc
  .array(fc.tuple(path, fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2 })), { maxLength: 40 })
  .map((files) => {
    const made: Record<string, number>[] = [{}, {}, {}]
    // a path is a file or a directory, not both
    for (const [at, size, layer] of files) made[layer]![`${at}/file`] = size
    return made
  })

describe('files in few words', () => {
  it('are the files themselves where there are few', () => {
    expect(rollUp(filesOf({ '/a/b': 1, '/a/c/d': 2 }, { '/a/e': 3 }), 3)).toEqual({
      from: 0,
      paths: [
        { path: '/a/b', bytes: 1, layer: 0 },
        { path: '/a/c/d', bytes: 2, layer: 0 },
        { path: '/a/e', bytes: 3, layer: 1 },
      ],
    })
  })

  it('are directories where there are many, and what is large is named in them', () => {
    const small = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`/srv/www/${index}`, 100]))
    expect(rollUp(filesOf({ ...small, '/srv/www/large': 9000, '/etc/motd': 5 }), 3)).toEqual({
      from: 1024,
      paths: [
        { path: '/', bytes: 5, layer: 0 },
        { path: '/srv/www/', bytes: 5000, layer: 0 },
        { path: '/srv/www/large', bytes: 9000, layer: 0 },
      ],
    })
  })

  it('add up to what each layer holds, however few the words are', () => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 0, max: 30 }), (made, most) => {
        const files = filesOf(...made)
        const { paths, from } = rollUp(files, most)
        const bytesOf = (items: readonly { bytes: number; layer: number }[], layer: number): number =>
          items.reduce((sum, item) => sum + (item.layer === layer ? item.bytes : 0), 0)
        const given = files.map(({ node, bytes }) => ({ bytes, layer: node.contentLayer }))
        for (const layer of [0, 1, 2]) expect(bytesOf(paths, layer)).toBe(bytesOf(given, layer))
        expect(paths.length).toBeLessThanOrEqual(Math.max(most, 3))
        expect(new Set(paths.map((entry) => `${entry.layer} ${entry.path}`)).size).toBe(paths.length)
        for (const entry of paths) expect(entry.path === '/' || entry.bytes >= from).toBe(true)
      }),
    )
  })
})

describe('where most of some files is', () => {
  const home = (files: Readonly<Record<string, number>>): string => homeOf(filesOf(files)).path

  it('is one file, where that is more than half', () => {
    expect(home({ '/usr/bin/tool': 600, '/usr/share/doc/tool': 500 })).toBe('/usr/bin/tool')
  })

  it('is the deepest directory that holds more than half', () => {
    expect(home({ '/usr/lib/x/a': 300, '/usr/lib/x/b': 300, '/usr/lib/y': 100, '/etc/x': 400 })).toBe('/usr/lib/x')
    expect(home({ '/a/a': 1, '/b/b': 1 })).toBe('/')
  })

  it('holds more than half, and nothing in it does', () => {
    fc.assert(
      fc.property(layers, ([made]) => {
        const files = filesOf(made!)
        if (files.length === 0) return
        const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
        const below = (directory: string): number =>
          files.reduce((sum, { node, bytes }) => sum + (`${node.path}/`.startsWith(directory) ? bytes : 0), 0)
        const found = homeOf(files)
        expect(below(found.path === '/' ? '/' : `${found.path}/`)).toBeGreaterThan(total / 2)
        for (const child of found.children?.values() ?? [])
          expect(below(`${child.path}/`)).toBeLessThanOrEqual(total / 2)
      }),
    )
  })
})
