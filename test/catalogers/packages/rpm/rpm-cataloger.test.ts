import { describe, expect, test } from 'vitest'
import type { OsRelease } from '../../../../src/catalogers/os-release.ts'
import { rpmCataloger } from '../../../../src/catalogers/packages/rpm/rpm-cataloger.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../../support/tree-of.ts'
import { headerBlob, readDatabase, rpmDatabaseFile, statedPackages, words } from './fixtures.ts'

const VAR_LIB = '/var/lib/rpm'
const SYSIMAGE = '/usr/lib/sysimage/rpm'
const MANIFESTS = '/var/lib/rpmmanifest'

const rhel: OsRelease = {
  id: 'rhel',
  idLike: ['fedora'],
  versionId: '9.4',
  versionCodename: null,
  prettyName: null,
  variantId: null,
}

/** A database with packages given as `name-version`, all of release 1. */
function databaseOf(...packages: readonly string[]): Buffer {
  return rpmDatabaseFile(
    packages.map((given) => {
      const [name = '', version = ''] = given.split('-')
      return headerBlob({ 1000: name, 1001: version, 1002: '1', 1022: 'x86_64' })
    }),
  )
}

function conclude(layers: readonly Readonly<Record<string, LayerFile>>[], os: OsRelease | null = null) {
  const conclusion = conclusionOf({ os })
  const packages = rpmCataloger.conclude(treeOf(layers, rpmCataloger), conclusion)
  return { packages, warnings: conclusion.warnings }
}

function summary(layers: readonly Readonly<Record<string, LayerFile>>[]) {
  const { packages, warnings } = conclude(layers)
  return {
    packages: packages.map(({ name, version, layer, database }) => `${name} ${version} in ${layer} by ${database}`),
    warnings,
  }
}

describe('rpmCataloger', () => {
  test.each([
    ['SQLite', VAR_LIB, 'rpmdb.sqlite', 'rpmdb.sqlite'],
    ['NDB', SYSIMAGE, 'Packages.db', 'Packages.db'],
    ['Berkeley DB', '/usr/share/rpm', 'Packages', 'Packages-big'],
  ] as const)('finds the packages of a database in %s', (_, directory, name, data) => {
    const { packages, warnings } = conclude([{ [`${directory}/${name}`]: readDatabase(data) }], rhel)
    expect(warnings).toEqual([])
    expect(packages.length).toBe(statedPackages().length)
    const tool = packages.find((found) => found.name === 'tool')
    expect(tool).toMatchObject({
      type: 'rpm',
      version: '2:1.4-1.fx9',
      architecture: 'x86_64',
      source: { name: 'tool', version: '1.4-1.fx9' },
      licenses: ['GPL-3.0-or-later and (MIT or Apache-2.0)'],
      purl: 'pkg:rpm/redhat/tool@1.4-1.fx9?arch=x86_64&distro=rhel-9.4&epoch=2&upstream=tool-1.4-1.fx9.src.rpm',
      database: `${directory}/${name}`,
      layer: 0,
      dependencies: ['(unit-1 if unit-2)', 'filesystem'],
    })
    expect(tool?.provides).toContain('/bin/tool')
    expect(tool?.paths).toContain('/usr/lib/tool/sub/part-200.txt')
  })

  test('lists signing keys, as rpm does', () => {
    const { packages } = conclude([{ [`${VAR_LIB}/rpmdb.sqlite`]: readDatabase('rpmdb.sqlite') }])
    const key = packages.find((found) => found.name === 'gpg-pubkey')
    expect(key).toMatchObject({ architecture: null, source: null, licenses: ['pubkey'], paths: [], dependencies: [] })
  })

  test('says which layer installed each package', () => {
    const path = `${VAR_LIB}/rpmdb.sqlite`
    const layers: readonly Readonly<Record<string, LayerFile>>[] = [
      { [path]: databaseOf('bash-5', 'curl-7', 'gone-1') },
      { '/etc/motd': 'hello' },
      { [path]: databaseOf('bash-5', 'curl-8', 'vim-9') },
      { [path]: databaseOf('bash-5', 'vim-9') },
      { [path]: databaseOf('bash-5', 'curl-8', 'vim-9') },
    ]
    expect(summary(layers)).toEqual({
      packages: [`bash 5-1 in 0 by ${path}`, `curl 8-1 in 4 by ${path}`, `vim 9-1 in 2 by ${path}`],
      warnings: [],
    })
  })

  test('counts a database once that is reached through a symlink too', () => {
    const path = `${SYSIMAGE}/Packages.db`
    const layer = { [path]: readDatabase('Packages.db'), [VAR_LIB]: { symlink: `../..${SYSIMAGE}` } }
    const { packages } = conclude([layer])
    expect(packages.length).toBe(statedPackages().length)
    expect(new Set(packages.map((found) => found.database))).toEqual(new Set([path]))
  })

  test('of two copies takes the one that was written later', () => {
    const [old, moved] = [`${SYSIMAGE}/rpmdb.sqlite`, `${VAR_LIB}/rpmdb.sqlite`]
    const layers = [{ [old]: databaseOf('bash-4', 'sed-4', 'tar-1') }, { [moved]: databaseOf('bash-5', 'sed-4') }]
    expect(summary(layers).packages).toEqual([`bash 5-1 in 1 by ${moved}`, `sed 4-1 in 1 by ${moved}`])
  })

  test('of two copies in one layer takes the one with more packages, and the usual place where they are alike', () => {
    const [first, second] = [`${SYSIMAGE}/rpmdb.sqlite`, `${VAR_LIB}/rpmdb.sqlite`]
    const alike = { [second]: databaseOf('bash-5'), [first]: databaseOf('bash-5') }
    expect(summary([alike]).packages).toEqual([`bash 5-1 in 0 by ${first}`])
    const fuller = { [first]: databaseOf('bash-5'), [second]: databaseOf('bash-5', 'sed-4') }
    expect(summary([fuller]).packages).toEqual([`bash 5-1 in 0 by ${second}`, `sed 4-1 in 0 by ${second}`])
  })

  test('is not misled by an empty database in a later layer', () => {
    const [used, empty] = [`${SYSIMAGE}/rpmdb.sqlite`, `${VAR_LIB}/rpmdb.sqlite`]
    const layers = [{ [used]: databaseOf('bash-5') }, { [empty]: databaseOf(), [`${VAR_LIB}/Packages`]: '' }]
    expect(summary(layers)).toEqual({ packages: [`bash 5-1 in 0 by ${used}`], warnings: [] })
  })

  test('finds nothing where the database was removed', () => {
    const path = `${VAR_LIB}/rpmdb.sqlite`
    expect(summary([{ [path]: databaseOf('bash-5') }, { [path]: { removed: true } }]).packages).toEqual([])
  })

  test('reads the fuller manifest of a distroless image, and none where there is a database', () => {
    const manifests = {
      [`${MANIFESTS}/container-manifest-1`]: 'bash-5.1-1.azl3.x86_64\n',
      [`${MANIFESTS}/container-manifest-2`]:
        'bash\t5.1-1.azl3\t1\t1\tMicrosoft\t(none)\t9\tx86_64\t0\tbash-5.1-1.azl3.src.rpm\n',
    }
    const { packages } = conclude([manifests])
    expect(packages).toMatchObject([
      { name: 'bash', version: '5.1-1.azl3', source: { name: 'bash', version: '5.1-1.azl3' }, paths: [], licenses: [] },
    ])
    expect(packages[0]?.database).toBe(`${MANIFESTS}/container-manifest-2`)
    const path = `${VAR_LIB}/rpmdb.sqlite`
    expect(summary([{ ...manifests, [path]: databaseOf('sed-4') }]).packages).toEqual([`sed 4-1 in 0 by ${path}`])
  })

  test('warns of a database that is cut short, by its name, and lists what is whole', () => {
    const path = `${SYSIMAGE}/Packages.db`
    const { packages, warnings } = conclude([{ [path]: readDatabase('Packages.db').subarray(0, 40_000) }])
    expect(packages.length).toBeGreaterThan(0)
    expect(warnings).toEqual([expect.stringContaining(path)])
  })

  test('warns of a write-ahead log that has frames, and of none that was emptied or is of another generation', () => {
    const path = `${VAR_LIB}/rpmdb.sqlite`
    const header = [0x377f0682, 3007000, 4096, 0, 111, 222, 0, 0]
    const log = (salt: number) => Buffer.concat([words(...header, 1, 1, salt, 222, 0, 0), Buffer.alloc(4096)])
    const warningsOf = (content: Buffer) =>
      summary([{ [path]: databaseOf('bash-5'), [`${path}-wal`]: content }]).warnings
    expect(warningsOf(log(111))).toEqual([expect.stringContaining(`${path}-wal`)])
    expect(warningsOf(log(110))).toEqual([])
    expect(warningsOf(Buffer.alloc(0))).toEqual([])
  })

  test('asks for the files of the three directories only', () => {
    const select = (path: string, size = 100) =>
      rpmCataloger.select(
        { path, type: 'file', mode: 0, uid: 0, gid: 0, size, mtime: 0, linkTarget: null, xattrs: null, device: null },
        new Uint8Array(),
      )
    expect(select('/usr/share/rpm/Packages')).toBeDefined()
    expect(select('/usr/share/rpm/Packages', 0)).toBeUndefined()
    expect(select('/usr/share/rpm/Name')).toBeUndefined()
    expect(select('/srv/var/lib/rpm/Packages')).toBeUndefined()
  })
})
