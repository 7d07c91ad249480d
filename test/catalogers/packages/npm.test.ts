import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { npmCataloger } from '../../../src/catalogers/packages/npm.ts'
import { parseNpmManifest } from '../../../src/catalogers/packages/npm-manifest.ts'
import type { Package } from '../../../src/catalogers/packages/package.ts'
import { inspectLayers } from '../../support/inspect-layout.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

function packagesIn(...layers: Readonly<Record<string, LayerFile>>[]): readonly Package[] {
  return npmCataloger.conclude(treeOf(layers, npmCataloger), conclusionOf())
}

function manifest(name: string, version: string, more: object = {}): string {
  return JSON.stringify({ name, version, ...more })
}

describe('the npm cataloger', () => {
  it('reads a package from its directory, with the layer that wrote it', () => {
    const [found, ...others] = packagesIn(
      { '/app/package.json': manifest('app', '1.0.0') },
      {
        '/app/node_modules/@scope/Thing/package.json': manifest('@scope/Thing', '2.1.0', {
          license: 'MIT',
          dependencies: { ms: '^2.0.0', '@other/thing': '1.x' },
        }),
        '/app/node_modules/@scope/Thing/lib/index.js': 'code',
        '/app/node_modules/@scope/Thing/lib/latest.js': { symlink: 'index.js' },
      },
    )
    expect(others).toEqual([])
    expect({ ...found, paths: found?.paths.toSorted() }).toEqual({
      type: 'npm',
      name: '@scope/Thing',
      version: '2.1.0',
      architecture: null,
      source: null,
      licenses: ['MIT'],
      purl: 'pkg:npm/%40scope/thing@2.1.0',
      paths: [
        '/app/node_modules/@scope/Thing',
        '/app/node_modules/@scope/Thing/lib',
        '/app/node_modules/@scope/Thing/lib/index.js',
        '/app/node_modules/@scope/Thing/lib/latest.js',
        '/app/node_modules/@scope/Thing/package.json',
      ],
      database: '/app/node_modules/@scope/Thing/package.json',
      layer: 1,
      dependencies: ['ms@^2.0.0', '@other/thing@1.x'],
    })
  })

  it('gives the files of a nested package to that package', () => {
    const packages = packagesIn({
      '/app/node_modules/a/package.json': manifest('a', '1.0.0'),
      '/app/node_modules/a/node_modules/b/package.json': manifest('b', '2.0.0'),
      '/app/node_modules/a/node_modules/b/b.js': '',
      '/app/node_modules/a/node_modules/.package-lock.json': '{}',
      '/app/node_modules/a/vendor/node_modules/c/c.js': '',
    })
    expect(
      Object.fromEntries(packages.map(({ name, paths }) => [name, paths.filter((path) => /\.js/.test(path))])),
    ).toEqual({
      a: ['/app/node_modules/a/package.json', '/app/node_modules/a/vendor/node_modules/c/c.js'],
      b: ['/app/node_modules/a/node_modules/b/package.json', '/app/node_modules/a/node_modules/b/b.js'],
    })
  })

  it.each([
    ['an application', '/app/package.json'],
    ['an application that nobody installed as a package', '/srv/nodejs/app/package.json'],
    ["a directory that a package's file types differ in", '/app/node_modules/a/dist/cjs/package.json'],
    ['an example inside of a package', '/app/node_modules/a/test/fixtures/node_modules/b/package.json'],
    ['a package that npm is about to remove', '/app/node_modules/.b-Xy12/package.json'],
    ['a scope', '/app/node_modules/@scope/package.json'],
    ['a module directory', '/app/node_modules/package.json'],
    ["a store's entry", '/app/node_modules/.pnpm/a@1.0.0/package.json'],
  ])('leaves out %s', (_, path) => {
    const carrier = { '/app/node_modules/a/package.json': manifest('a', '1.0.0') }
    expect(packagesIn(carrier, { [path]: manifest('b', '1.0.0') }).map(({ name }) => name)).toEqual(['a'])
  })

  it.each([
    ['npm itself', '/usr/local/lib/node_modules/npm/package.json'],
    ["npm's own dependencies", '/usr/local/lib/node_modules/npm/node_modules/@npmcli/arborist/package.json'],
    ["pnpm's store", '/app/node_modules/.pnpm/b@1.0.0_c@2.0.0/node_modules/@scope/b/package.json'],
    ["Debian's module directory", '/usr/share/nodejs/b/package.json'],
    ["Debian's module directory for one architecture", '/usr/lib/x86_64-linux-gnu/nodejs/@scope/b/package.json'],
    ['a package inside of one of Debian', '/usr/share/nodejs/a/node_modules/b/package.json'],
  ])('finds %s', (_, path) => {
    expect(packagesIn({ [path]: manifest('b', '1.0.0') }).map(({ database }) => database)).toEqual([path])
  })

  it('finds a package of pnpm once, however many links lead to it', () => {
    const store = '/app/node_modules/.pnpm'
    const packages = packagesIn({
      [`${store}/a@1.0.0/node_modules/a/package.json`]: manifest('a', '1.0.0', { dependencies: { b: '1' } }),
      [`${store}/a@1.0.0/node_modules/b`]: { symlink: '../../b@1.1.0/node_modules/b' },
      [`${store}/b@1.1.0/node_modules/b/package.json`]: manifest('b', '1.1.0'),
      '/app/node_modules/a': { symlink: '.pnpm/a@1.0.0/node_modules/a' },
    })
    expect(packages.map(({ name, database }) => [name, database])).toEqual([
      ['a', `${store}/a@1.0.0/node_modules/a/package.json`],
      ['b', `${store}/b@1.1.0/node_modules/b/package.json`],
    ])
  })

  it("reads a package whose files are hard links to pnpm's store, where the store comes first in the layer", async () => {
    const stored = '/root/.local/share/pnpm/store/v10/files/4f/0123456789abcdef'
    const place = '/usr/src/app/node_modules/.pnpm/a@1.0.0/node_modules/a'
    const { packages, unowned, warnings } = await inspectLayers(
      temporaryDirectory(),
      new LayerBuilder()
        .file(stored, manifest('a', '1.0.0'))
        .file('/root/.local/share/pnpm/store/v10/files/aa/0123456789abcdee', '{ not: "JSON" }')
        .hardlink(`${place}/package.json`, stored),
    )
    expect(packages).toMatchObject([{ type: 'npm', name: 'a', files: 1, installedBytes: 30 }])
    expect(unowned).toEqual({ files: 2, bytes: 15 })
    expect(warnings).toEqual([])
  })

  it('names optional dependencies only where they are installed', () => {
    const tools = manifest('tool', '1.0.0', {
      dependencies: { 'tool-arm64': '1.0.0', helper: '^3' },
      optionalDependencies: { '@tools/x64': '1.0.0', 'tool-arm64': '1.0.0' },
    })
    const [tool] = packagesIn({
      '/app/node_modules/tool/package.json': tools,
      '/app/node_modules/@tools/x64/package.json': manifest('@tools/x64', '1.0.0'),
    }).filter(({ name }) => name === 'tool')
    expect(tool?.dependencies).toEqual(['helper@^3', '@tools/x64@1.0.0'])
  })

  it('finds what npm says that it installed here, and nothing else', () => {
    const directory = realpathSync(join(import.meta.dirname, '../../../node_modules'))
    const read = (path: string): string => readFileSync(join(directory, path), 'utf8')
    const manifests = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
      // what the package node installs in itself, npm does not know of
      /^(?!node\/node_modules\/).*(?:^|\/)package\.json$/.test(path),
    )
    const lock: Readonly<Record<string, { readonly version: string }>> = JSON.parse(read('.package-lock.json')).packages
    const wanted = Object.entries(lock)
      .map(([path, { version }]): [string, string] => [`${path.slice('node_modules/'.length)}/package.json`, version])
      .filter(([path]) => manifests.includes(path))
    const found = packagesIn(Object.fromEntries(manifests.map((path) => [`/app/node_modules/${path}`, read(path)])))
    expect(wanted.length).toBeGreaterThan(100)
    expect(
      new Map(found.map(({ database, version }) => [database.slice('/app/node_modules/'.length), version])),
    ).toEqual(new Map(wanted))
  })
})

describe('parseNpmManifest', () => {
  const licenses = (fields: object): readonly string[] | undefined =>
    parseNpmManifest(manifest('a', '1', fields))?.licenses

  it.each([
    ['a string', { license: '(MIT OR Apache-2.0)' }, ['(MIT OR Apache-2.0)']],
    ['an object', { license: { type: 'BSD', url: 'https://example.com' } }, ['BSD']],
    ['objects', { licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }, ['MIT', 'GPL-2.0']],
    ['strings', { licenses: ['MIT', 'MIT', 'ISC'] }, ['MIT', 'ISC']],
    ['nothing', {}, []],
    ['nonsense', { license: [[{}], 7, null, '', { type: 3 }] }, []],
  ])('reads licenses from %s', (_, fields, wanted) => {
    expect(licenses(fields)).toEqual(wanted)
  })

  it('counts peers as dependencies, but for optional ones', () => {
    const found = parseNpmManifest(
      manifest('a', '1', {
        peerDependencies: { react: '>=17', typescript: '*' },
        peerDependenciesMeta: { typescript: { optional: true } },
        devDependencies: { jest: '*' },
      }),
    )
    expect(found?.dependencies).toEqual([['react', '>=17']])
  })

  it('names no package without a name or a version', () => {
    expect(parseNpmManifest('{"type":"module"}')).toBeUndefined()
    expect(parseNpmManifest('{"name":"a","version":1}')).toBeUndefined()
  })

  it('refuses what is not a JSON object', () => {
    expect(() => parseNpmManifest('{"name":')).toThrow(SyntaxError)
    expect(() => parseNpmManifest('[]')).toThrow(/not a JSON object/)
  })

  it('takes any object, and says it in strings', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            license: fc.jsonValue(),
            licenses: fc.jsonValue(),
            dependencies: fc.jsonValue(),
            optionalDependencies: fc.jsonValue(),
            peerDependencies: fc.jsonValue(),
            peerDependenciesMeta: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        (fields) => {
          const found = parseNpmManifest(manifest('a', '1', fields))!
          const said = [...found.licenses, ...found.dependencies.flat(), ...found.optionalDependencies.flat()]
          expect(said.every((text) => typeof text === 'string')).toBe(true)
        },
      ),
    )
  })
})
