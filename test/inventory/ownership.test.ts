import { describe, expect, it } from 'vitest'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { type InstalledPackage, ownership } from '../../src/inventory/ownership.ts'
import { treeOf } from '../support/tree-of.ts'

function packageOf(type: Package['type'], name: string, database: string, paths: readonly string[]): Package {
  return {
    type,
    name,
    version: '1',
    architecture: null,
    source: null,
    licenses: [],
    purl: `pkg:${type}/${name}`,
    paths,
    database,
    layer: 0,
    dependencies: [],
  }
}

function counts(packages: readonly InstalledPackage[]): object {
  return Object.fromEntries(
    packages.map(({ name, files, installedBytes, ownedBy }) => [name, [files, installedBytes, ownedBy?.name ?? null]]),
  )
}

const STATUS = '/var/lib/dpkg/status'
const SITE = '/usr/lib/python3/dist-packages'

describe('ownership', () => {
  it('counts a hard-linked file once for a package, and what nobody lists as nobody’s', () => {
    const tree = treeOf([{ '/a': 'aaaa', '/b': { hardlink: '/a' }, '/c': 'cc', '/d': 'd' }])
    const { packages, unowned } = ownership(tree, [packageOf('deb', 'a', STATUS, ['/a', '/b', '/gone', '/'])])
    expect(counts(packages)).toEqual({ a: [2, 4, null] })
    expect(unowned).toEqual({ files: 2, bytes: 3 })
  })

  it('gives paths to the package that lists them: directories and symlinks, too, but no directory of several', () => {
    const tree = treeOf([{ '/lib/a': 'a', '/lib/b': 'b', '/own/c': 'c', '/link': { symlink: 'lib' }, '/d': 'd' }])
    const { owners } = ownership(tree, [
      packageOf('npm', 'late', '/p', ['/lib/a', '/d']),
      packageOf('deb', 'a', STATUS, ['/lib', '/lib/a', '/own', '/own/c', '/link']),
      packageOf('deb', 'b', STATUS, ['/lib', '/lib/b', '/own/c']),
    ])
    expect(Object.fromEntries(Array.from(owners, ([{ path }, owner]) => [path, owner?.name ?? null]))).toEqual({
      '/lib': null,
      '/lib/a': 'a',
      '/lib/b': 'b',
      '/own': 'a',
      '/own/c': 'a',
      '/link': 'a',
      '/d': 'late',
    })
  })

  it('counts a name that nobody lists of a file that someone lists by another, but not its bytes again', () => {
    const tree = treeOf([{ '/a': 'aaaa', '/b': { hardlink: '/a' }, '/c': { hardlink: '/a' } }])
    const given = [packageOf('deb', 'a', STATUS, ['/a']), packageOf('deb', 'b', STATUS, ['/a', '/b'])]
    expect(ownership(tree, given).unowned).toEqual({ files: 1, bytes: 0 })
  })

  it('finds files below a directory that has become a symlink', () => {
    const tree = treeOf([{ '/usr/bin/sh': 'sh', '/bin': { symlink: 'usr/bin' } }])
    expect(counts(ownership(tree, [packageOf('deb', 'dash', STATUS, ['/bin/sh'])]).packages)).toEqual({
      dash: [1, 2, null],
    })
  })

  it("names the package of the operating system that brought a language's, and counts its files there alone", () => {
    const tree = treeOf([
      {
        [`${SITE}/PyYAML.egg-info`]: 'info',
        [`${SITE}/yaml.py`]: 'yaml',
        [`${SITE}/__pycache__/yaml.cpython-311.pyc`]: 'compiled',
        [`${SITE}/six.egg-info`]: 'six',
      },
    ])
    const info = `${SITE}/PyYAML.egg-info`
    const given = [
      packageOf('pypi', 'PyYAML', info, [info, `${SITE}/yaml.py`, `${SITE}/__pycache__/yaml.cpython-311.pyc`]),
      packageOf('deb', 'python3-yaml', STATUS, [info, `${SITE}/yaml.py`]),
      packageOf('pypi', 'six', `${SITE}/six.egg-info`, [`${SITE}/six.egg-info`]),
    ]
    const { packages, unowned } = ownership(tree, given)
    expect(counts(packages)).toEqual({
      PyYAML: [3, 16, 'python3-yaml'],
      'python3-yaml': [2, 8, null],
      six: [1, 3, null],
    })
    expect(packages.map(({ name }) => name)).toEqual(given.map(({ name }) => name))
    expect(packages[0]?.ownedBy).toEqual({ type: 'deb', name: 'python3-yaml' })
    expect(unowned).toEqual({ files: 1, bytes: 8 })
  })

  it('names the package of a language that brought another: conda, a vendored copy, a program with modules in it', () => {
    const site = '/opt/conda/lib/python3.12/site-packages'
    const metadata = `${site}/setuptools-71.dist-info/METADATA`
    const vendored = `${site}/setuptools/_vendor/wheel-0.43.dist-info/METADATA`
    const program = '/app/node_modules/esbuild/bin/esbuild'
    const tree = treeOf([{ '/opt/conda/conda-meta/pip.json': 'm', [metadata]: 's', [vendored]: 'v', [program]: 'p' }])
    const { packages, unowned } = ownership(tree, [
      packageOf('golang', 'module', program, []),
      packageOf('golang', 'command', program, [program]),
      packageOf('npm', 'esbuild', '/app/node_modules/esbuild/package.json', [program]),
      packageOf('pypi', 'wheel', vendored, [vendored]),
      packageOf('pypi', 'setuptools', metadata, [metadata, vendored]),
      packageOf('conda', 'pip', '/opt/conda/conda-meta/pip.json', ['/opt/conda/conda-meta/pip.json']),
    ])
    expect(counts(packages)).toEqual({
      module: [0, 0, 'esbuild'],
      command: [1, 1, 'esbuild'],
      esbuild: [1, 1, null],
      wheel: [1, 1, 'setuptools'],
      setuptools: [2, 2, null],
      pip: [1, 1, null],
    })
    expect(unowned).toEqual({ files: 0, bytes: 0 })
  })

  it('counts two packages that claim each other once each', () => {
    const tree = treeOf([{ '/x/a.egg-info': 'a', '/x/b.egg-info': 'bb' }])
    const both = ['/x/a.egg-info', '/x/b.egg-info']
    const { packages } = ownership(tree, [
      packageOf('pypi', 'a', '/x/a.egg-info', both),
      packageOf('pypi', 'b', '/x/b.egg-info', both),
    ])
    expect(packages.map(({ ownedBy }) => ownedBy)).toEqual([null, null])
  })
})
