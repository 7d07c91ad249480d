import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRpmDatabase } from '../../../../src/catalogers/packages/rpm/rpm-database.ts'
import { itemsOf, type RpmPackage } from '../../../../src/catalogers/packages/rpm/rpm-package.ts'
import {
  DATABASE_NAMES,
  type DatabaseName,
  headerBlob,
  readDatabase,
  rpmDatabaseFile,
  statedPackages,
  words,
} from './fixtures.ts'

const PAGE_SIZE = 4096

/** Tags by the names that rpm has for them. */
const NAME = 1000
const VERSION = 1001
const RELEASE = 1002
const OLDFILENAMES = 1027
const FILESTATES = 1029
const DIRINDEXES = 1116
const BASENAMES = 1117
const DIRNAMES = 1118

const bash = { [NAME]: 'bash', [VERSION]: '5.1', [RELEASE]: '4' }

function byName<Named extends { readonly name: string }>(packages: readonly Named[]): Named[] {
  return packages.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function expectedPackages() {
  return byName(statedPackages()).map((stated) => ({
    name: stated.name,
    version: stated.epoch === null ? stated.version : `${stated.epoch}:${stated.version}`,
    architecture: stated.architecture,
    license: stated.license,
    sourceRpm: stated.sourceRpm ?? '(none)', // a key's header says so in letters
    requires: [...new Set(stated.requires)].filter((name) => !name.startsWith('rpmlib(')),
    provides: [...new Set(stated.provides)],
    paths: stated.files.filter((_, index) => stated.states[index] !== '1'),
  }))
}

function unpacked(found: RpmPackage) {
  const { requires, provides, paths } = found
  return { ...found, requires: itemsOf(requires), provides: itemsOf(provides), paths: itemsOf(paths) }
}

describe('readRpmDatabase', () => {
  test.each(DATABASE_NAMES)('finds in %s what rpm finds', (name) => {
    const { packages, damage } = readRpmDatabase(readDatabase(name))
    expect(damage).toBeNull()
    expect(byName(packages).map(unpacked)).toEqual(expectedPackages())
  })

  test('lists ghosts and names that are not UTF-8, but no file that another package has replaced', () => {
    const found = new Map(
      readRpmDatabase(readDatabase('rpmdb.sqlite')).packages.map((one) => [one.name, unpacked(one)]),
    )
    expect(found.get('tool')?.paths).toContain('/var/cache/tool.index')
    expect(found.get('tool')?.paths).toContain('/usr/share/doc/tool/na\udcefve')
    expect(found.get('winner')?.paths).toEqual(['/usr/bin/contested', '/usr/bin/winner-own'])
    expect(found.get('loser')?.paths).toEqual(['/usr/bin/loser-own'])
  })

  test('reads the whole file names of old headers', () => {
    const header = headerBlob({ ...bash, [OLDFILENAMES]: ['/bin/bash', '/bin/sh'] })
    expect(readRpmDatabase(rpmDatabaseFile([header])).packages.map((found) => itemsOf(found.paths))).toEqual([
      ['/bin/bash', '/bin/sh'],
    ])
  })

  test('keeps a package whose file list is damaged, without its files', () => {
    const header = headerBlob({ ...bash, [BASENAMES]: ['bash'], [DIRNAMES]: ['/bin/'], [DIRINDEXES]: [7] })
    const { packages, damage } = readRpmDatabase(rpmDatabaseFile([header]))
    expect(packages).toMatchObject([{ name: 'bash', version: '5.1-4', paths: '' }])
    expect(damage).toBe('a file list of a package names a directory that it does not have')
  })

  test('keeps the packages beside a header that is damaged', () => {
    const nameless = headerBlob({ [VERSION]: '1', [RELEASE]: '1' })
    const { packages, damage } = readRpmDatabase(rpmDatabaseFile([words(1, 2), headerBlob(bash), nameless]))
    expect(packages.map((found) => found.name)).toEqual(['bash'])
    expect(damage).toMatch(/and 1 more such$/)
  })

  test('says of a file in none of the formats that it is in none', () => {
    expect(readRpmDatabase(Buffer.alloc(1000)).damage).toMatch(/neither an SQLite nor an NDB nor a Berkeley DB/)
  })

  test.each([
    ['an encrypted Berkeley DB', 'Packages-little', 24, 1, /encrypted/],
    ['a page size that Berkeley DB does not have', 'Packages-little', 21, 17, /page size/],
    ['a page size that SQLite does not have', 'rpmdb.sqlite', 16, 17, /page size/],
    ['another version of NDB', 'Packages.db', 4, 1, /version 1 of the NDB/],
  ] as const)('refuses %s', (_, name, at, byte, message) => {
    const file = readDatabase(name)
    file[at] = byte
    expect(readRpmDatabase(file)).toEqual({ packages: [], damage: expect.stringMatching(message) })
  })

  test.each([
    ['rpmdb.sqlite', 0.9], // the first six tenths are indexes
    ['Packages.db', 0.6],
    ['Packages-little', 0.6],
    ['Packages-big', 0.6],
  ] as const)('keeps what is whole of %s where %d of it is left, and says that it is cut', (name, part) => {
    const whole = readDatabase(name)
    const stated = new Set(readRpmDatabase(whole).packages.map((found) => JSON.stringify(found)))
    const { packages, damage } = readRpmDatabase(whole.subarray(0, Math.floor(whole.length * part)))
    expect(damage).not.toBeNull()
    expect(packages.length).toBeGreaterThan(0)
    expect(packages.length).toBeLessThan(stated.size)
    expect(packages.filter((found) => !stated.has(JSON.stringify(found)))).toEqual([])
  })

  test.each(DATABASE_NAMES)('answers for %s wherever it is cut', (name) => {
    const whole = readDatabase(name)
    const count = statedPackages().length
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        expect(readRpmDatabase(whole.subarray(0, length)).packages.length).toBeLessThanOrEqual(count)
      }),
      { numRuns: 30 },
    )
  })

  test.each(DATABASE_NAMES)('answers for %s whatever bytes are damaged', (name) => {
    const whole = readDatabase(name)
    // Most bytes are of file lists: half of the damage goes to the beginnings of pages.
    const anywhere = fc.nat(whole.length - 1)
    const structure = fc
      .tuple(fc.nat(Math.floor(whole.length / PAGE_SIZE) - 1), fc.nat(40))
      .map(([page, at]) => page * PAGE_SIZE + at)
    const change = fc.tuple(fc.oneof(anywhere, structure), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 255)))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const file = Buffer.from(whole)
        for (const [at, byte] of changes) file[at] = byte
        const kept = JSON.stringify(readRpmDatabase(file))
        expect(kept.length).toBeLessThan(10 * file.length)
      }),
      { numRuns: 60 },
    )
  })

  test.each(['Packages-little', 'Packages-big'] as const)(
    'stops in %s at a chain that leads back to itself',
    (name) => {
      const file = readDatabase(name)
      const overflow = pagesOfType(file, 7)
      for (const page of overflow) writeNumber(file, name, page * PAGE_SIZE + 16, page)
      const { packages, damage } = readRpmDatabase(file)
      expect(packages.length).toBeLessThan(statedPackages().length)
      expect(damage).toMatch(/^page \d+ is used twice/)
    },
  )

  test('reads no more from a Berkeley DB than its buckets, whatever number of them it claims', () => {
    const file = readDatabase('Packages-little')
    file.writeUInt32LE(0xffffffff, 72)
    const { packages, damage } = readRpmDatabase(file)
    expect(packages.length).toBe(statedPackages().length)
    expect(damage).not.toBeNull()
  })

  test('reads no more from an NDB than it is long, whatever number of slots point to one header', () => {
    const file = readDatabase('Packages.db')
    const first = file.subarray(32, 48)
    for (let at = 48; at < PAGE_SIZE; at += 16) first.copy(file, at)
    const { packages, damage } = readRpmDatabase(file)
    expect(packages.length).toBeGreaterThan(0)
    expect(damage).toBe('its headers overlap')
  })

  test('gives up on a file list that is far longer than the database', () => {
    const files = 100_000
    const header = headerBlob({
      ...bash,
      [DIRNAMES]: [`/${'d'.repeat(1000)}/`],
      [BASENAMES]: Array.from({ length: files }, () => ''),
      [DIRINDEXES]: Array.from({ length: files }, () => 0),
    })
    expect(readRpmDatabase(rpmDatabaseFile([header, headerBlob(bash)]))).toEqual({
      packages: [],
      damage: 'the file list of a package is too long',
    })
  })

  test('leaves out files of a colour that another architecture won', () => {
    const paths = { [OLDFILENAMES]: ['/usr/bin/a', '/usr/bin/b'], [FILESTATES]: [4, 0] }
    const { packages } = readRpmDatabase(rpmDatabaseFile([headerBlob({ ...bash, ...paths })]))
    expect(packages[0]?.paths).toBe('/usr/bin/b')
  })
})

function pagesOfType(file: Buffer, type: number): number[] {
  return Array.from({ length: file.length / PAGE_SIZE }, (_, page) => page).filter(
    (page) => file[page * PAGE_SIZE + 25] === type,
  )
}

function writeNumber(file: Buffer, name: DatabaseName, at: number, value: number): void {
  if (name === 'Packages-big') file.writeUInt32BE(value, at)
  else file.writeUInt32LE(value, at)
}
