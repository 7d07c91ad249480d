import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'

/** What `rpm -qa` says of the databases in data/ (see data/make-data.sh). */
interface StatedPackage {
  readonly name: string
  readonly epoch: string | null
  readonly version: string
  readonly architecture: string | null
  readonly license: string
  readonly sourceRpm: string | null
  readonly files: readonly string[]
  readonly states: readonly string[]
  readonly requires: readonly string[]
  readonly provides: readonly string[]
}

export type DatabaseName = 'rpmdb.sqlite' | 'Packages.db' | 'Packages-little' | 'Packages-big'
export const DATABASE_NAMES: readonly DatabaseName[] = [
  'rpmdb.sqlite',
  'Packages.db',
  'Packages-little',
  'Packages-big',
]

/** A database made by data/make-data.sh; a copy of its own, to be damaged at will. */
export function readDatabase(name: DatabaseName): Buffer {
  return gunzipSync(readFileSync(new URL(`data/${name}.gz`, import.meta.url)))
}

export function statedPackages(): readonly StatedPackage[] {
  return JSON.parse(readFileSync(new URL('data/packages.json', import.meta.url), 'utf8')) as readonly StatedPackage[]
}

/** Values of a header by tag: numbers become INT32, one string STRING, several STRING_ARRAY. */
type HeaderTags = Readonly<Record<number, string | readonly string[] | readonly number[]>>

/** A header as rpm's databases store it, without a region. */
export function headerBlob(tags: HeaderTags): Buffer {
  const index: Buffer[] = []
  let data = Buffer.alloc(0)
  for (const [tag, value] of Object.entries(tags)) {
    const numeric = Array.isArray(value) && typeof value[0] === 'number'
    if (numeric) data = Buffer.concat([data, Buffer.alloc(-data.length & 3)])
    const items = typeof value === 'string' ? [value] : value
    index.push(words(Number(tag), numeric ? 4 : typeof value === 'string' ? 6 : 8, data.length, items.length))
    data = Buffer.concat([
      data,
      ...items.map((item) => (typeof item === 'number' ? words(item) : Buffer.from(`${item}\0`))),
    ])
  }
  return Buffer.concat([words(index.length, data.length), ...index, data])
}

/** The database file that SQLite itself makes by these statements. */
export function sqliteFile(fill: (database: DatabaseSync) => void): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'imgpeek-test-'))
  try {
    const database = new DatabaseSync(join(directory, 'file'))
    fill(database)
    database.close()
    return readFileSync(join(directory, 'file'))
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** An `rpmdb.sqlite` with these headers. */
export function rpmDatabaseFile(headers: readonly Uint8Array[]): Buffer {
  return sqliteFile((database) => {
    database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)')
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)')
    for (const header of headers) insert.run(header)
  })
}

/** Big-endian numbers of 32 bits. */
export function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index)
  return bytes
}
