import { describe, expect, it } from 'vitest'
import { shebangReader } from '../../src/catalogers/shebang.ts'
import { LaidTree } from '../../src/fit/laid-tree.ts'
import type { LayerFile } from '../support/tree-of.ts'
import { imageFrom } from './image.ts'

type Files = Readonly<Record<string, LayerFile>>

function laid(base: Files, app: Files): { tree: LaidTree; app: ReturnType<typeof imageFrom> } {
  const [below, above] = [imageFrom({ layers: [{ files: base }] }), imageFrom({ layers: [{ files: app }] })]
  return { tree: new LaidTree(below, above), app: above }
}

/** Every path, with where what stands there comes from. */
function shown(tree: LaidTree): Record<string, string> {
  const nodes = [...tree.nodes()].filter(({ type }) => type !== 'directory')
  return Object.fromEntries(
    nodes
      .map(({ path, fromApp, type, linkTarget }) => [path, `${fromApp ? 'app' : 'base'} ${linkTarget ?? type}`])
      .sort(),
  )
}

describe('files that are laid over a base', () => {
  it('take the place of others', () => {
    const { tree, app } = laid({ '/a': 'base', '/b': 'base' }, { '/a': 'app', '/c/d': 'app' })
    for (const path of ['/a', '/c/d']) expect(tree.lay(app.tree.get(path)!)).toBeDefined()
    expect(shown(tree)).toEqual({ '/a': 'app file', '/b': 'base file', '/c/d': 'app file' })
  })

  it('go where the symlinks of the base lead, as COPY does', () => {
    const base = { '/lib': { symlink: 'usr/lib' }, '/usr/lib/x': '', '/opt': { symlink: '/srv/opt' }, '/srv/opt/y': '' }
    const { tree, app } = laid(base, { '/lib/a.so': 'app', '/opt/b/c': 'app' })
    for (const path of ['/lib/a.so', '/opt/b/c']) tree.lay(app.tree.get(path)!)
    expect(shown(tree)).toMatchObject({
      '/usr/lib/a.so': 'app file',
      '/srv/opt/b/c': 'app file',
      '/lib': 'base usr/lib',
    })
    expect(tree.resolve('/lib/a.so')?.path).toBe('/usr/lib/a.so')
  })

  it('never take the place of a directory, and find none below a file', () => {
    const { tree, app } = laid(
      { '/a/b': '', '/f': 'file', '/l': { symlink: 'gone' } },
      { '/a': 'x', '/f/x': 'x', '/l/x': 'x' },
    )
    for (const path of ['/a', '/f/x', '/l/x']) expect(tree.lay(app.tree.get(path)!)).toBeUndefined()
    expect(shown(tree)).toEqual({ '/a/b': 'base file', '/f': 'base file', '/l': 'base gone' })
  })

  it('are known with what was read of them', () => {
    const { tree, app } = laid(
      { '/run': { content: '#!/bin/base\n', mode: 0o755 } },
      { '/run': { content: '#!/bin/app\n', mode: 0o755 } },
    )
    const interpreter = (): string | undefined => tree.lookup(shebangReader).fact(tree.resolve('/run')!)?.interpreter
    expect(interpreter()).toBe('/bin/base')
    tree.lay(app.tree.get('/run')!)
    expect(interpreter()).toBe('/bin/app')
    expect(tree.resolve('/run')?.inode).not.toBe(app.tree.get('/run')?.inode)
  })
})

describe('what is brought', () => {
  const app: Files = {
    '/lib': { symlink: 'usr/lib' },
    '/usr/lib/z.so': { symlink: 'deep/z.so.1' },
    '/usr/lib/deep/z.so.1': 'app',
    '/absolute': { symlink: '/usr/lib/z.so' },
    '/up': { symlink: 'usr/lib/deep/../../../file' },
    '/file': 'app',
    '/tmp': { directory: true, mode: 0o1777 },
    '/loop': { symlink: 'loop' },
  }
  const bring = (base: Files, path: string): string[] | undefined =>
    laid(base, app)
      .tree.bring(path)
      ?.map((node) => node.path)

  it('comes with the symlinks on the way', () => {
    expect(bring({}, '/lib/z.so')).toEqual(['/lib', '/usr/lib/z.so', '/usr/lib/deep/z.so.1'])
    expect(bring({}, '/absolute')).toEqual(['/absolute', '/usr/lib/z.so', '/usr/lib/deep/z.so.1'])
    expect(bring({}, '/up')).toEqual(['/up', '/file'])
    expect(bring({}, '/tmp')).toEqual(['/tmp'])
  })

  it('leaves alone what is there', () => {
    expect(bring({ '/lib/other': '' }, '/lib/z.so')).toEqual(['/lib/z.so', '/lib/deep/z.so.1'])
    expect(bring({ '/lib': { symlink: 'lib64' }, '/lib64/other': '' }, '/lib/z.so')).toEqual([
      '/lib64/z.so',
      '/lib64/deep/z.so.1',
    ])
    expect(bring({ '/lib': { symlink: 'usr/lib' }, '/usr/lib/z.so': 'base' }, '/lib/z.so')).toEqual([])
  })

  it('is nothing where the app has nothing, where a file is in the way, and where symlinks lead in circles', () => {
    expect(bring({}, '/gone')).toBeUndefined()
    expect(bring({ '/usr': 'file' }, '/usr/lib/z.so')).toBeUndefined()
    expect(bring({}, '/loop')).toBeUndefined()
    expect(bring({ '/lib': { symlink: 'lib' } }, '/lib/z.so')).toBeUndefined()
  })

  it('can be put elsewhere', () => {
    const { tree, app: image } = laid({ '/lib64': { symlink: 'usr/lib64' }, '/usr/lib64/d/x': '' }, app)
    const node = image.tree.get('/file')!
    expect(tree.put(node, '/lib64/file')?.path).toBe('/usr/lib64/file')
    expect(tree.put(node, '/new/file')?.path).toBe('/new/file')
    expect(tree.put(node, '/lib64/d')).toBeUndefined()
    expect(tree.put(node, '/lib64/d/x/y')).toBeUndefined()
  })
})
