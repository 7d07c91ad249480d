import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nugetCataloger } from '../../../src/catalogers/packages/nuget.ts'
import type { Package } from '../../../src/catalogers/packages/package.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const DATABASE = '/app/Shop.deps.json'

function packagesIn(files: Readonly<Record<string, LayerFile>>): readonly Package[] {
  return nugetCataloger.conclude(treeOf([files], nugetCataloger), conclusionOf())
}

/** As `dotnet publish` writes it, shortened. */
const DEPS = {
  runtimeTarget: { name: '.NETCoreApp,Version=v8.0/linux-x64', signature: '' },
  targets: {
    '.NETCoreApp,Version=v8.0': {},
    '.NETCoreApp,Version=v8.0/linux-x64': {
      'Shop/1.0.0': { dependencies: { 'Newtonsoft.Json': '13.0.1' }, runtime: { 'Shop.dll': {} } },
      'Newtonsoft.Json/13.0.1': {
        dependencies: { 'System.Memory': '4.5.5' },
        runtime: { 'lib/netstandard2.0/Newtonsoft.Json.dll': { assemblyVersion: '13.0.0.0' } },
        resources: { 'lib/netstandard2.0/de/Newtonsoft.Json.resources.dll': { locale: 'de' } },
      },
      'SQLitePCLRaw.lib.e_sqlite3/2.1.6': {
        runtimeTargets: { 'runtimes/linux-x64/native/libe_sqlite3.so': { rid: 'linux-x64', assetType: 'native' } },
      },
      'System.Memory/4.5.5': {},
      'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1': { native: { 'libcoreclr.so': {} } },
    },
  },
  libraries: {
    'Shop/1.0.0': { type: 'project', serviceable: false, sha512: '' },
    'Newtonsoft.Json/13.0.1': { type: 'package', serviceable: true, path: 'newtonsoft.json/13.0.1' },
    'SQLitePCLRaw.lib.e_sqlite3/2.1.6': { type: 'package', serviceable: true },
    'System.Memory/4.5.5': { type: 'package', serviceable: true },
    'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1': { type: 'runtimepack', serviceable: false },
  },
}

describe('the NuGet cataloger', () => {
  it('reads the packages of an application, with the assets that it was published with', () => {
    const packages = packagesIn({
      [DATABASE]: JSON.stringify(DEPS),
      '/app/Shop.dll': '',
      '/app/Newtonsoft.Json.dll': '',
      '/app/de/Newtonsoft.Json.resources.dll': '',
      '/app/runtimes/linux-x64/native/libe_sqlite3.so': '',
      '/app/libcoreclr.so': '',
    })
    expect(packages[0]).toEqual({
      type: 'nuget',
      name: 'Newtonsoft.Json',
      version: '13.0.1',
      architecture: null,
      source: null,
      licenses: [],
      purl: 'pkg:nuget/Newtonsoft.Json@13.0.1',
      paths: ['/app/Newtonsoft.Json.dll', '/app/de/Newtonsoft.Json.resources.dll'],
      database: DATABASE,
      layer: 0,
      dependencies: ['System.Memory 4.5.5'],
    })
    expect(packages.slice(1).map(({ name, version, paths }) => [name, version, ...paths])).toEqual([
      ['SQLitePCLRaw.lib.e_sqlite3', '2.1.6', '/app/runtimes/linux-x64/native/libe_sqlite3.so'],
      ['System.Memory', '4.5.5'],
      ['Microsoft.NETCore.App.Runtime.linux-x64', '8.0.1', '/app/libcoreclr.so'],
    ])
  })

  it('reads a manifest that does not say which of its targets runs', () => {
    const { runtimeTarget, ...others } = DEPS
    const packages = packagesIn({ [DATABASE]: JSON.stringify(others), '/app/Newtonsoft.Json.dll': '' })
    expect(packages[0]?.paths).toEqual(['/app/Newtonsoft.Json.dll'])
  })

  it('takes any JSON object', () => {
    const library = fc.record({ type: fc.constantFrom('package', 'Package', 'project', 7) }, { requiredKeys: [] })
    const key = fc.oneof(fc.constantFrom('a/1', '/', 'a/', '__proto__', 'constructor'), fc.string())
    fc.assert(
      fc.property(
        fc.dictionary(key, library),
        fc.dictionary(key, fc.dictionary(key, fc.jsonValue())),
        fc.jsonValue(),
        (libraries, targets, runtimeTarget) => {
          for (const { name, version } of packagesIn({
            [DATABASE]: JSON.stringify({ libraries, targets, runtimeTarget }),
          })) {
            expect([name, version]).not.toContain('')
          }
        },
      ),
    )
  })
})
