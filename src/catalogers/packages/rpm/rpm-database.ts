import { BrokenImageError } from '../../../errors.ts'
import { isBerkeleyDb, readBerkeleyDb } from './berkeley-db.ts'
import { Damage, HostileDatabaseError } from './damage.ts'
import { isNdb, readNdb } from './ndb.ts'
import { RpmHeader } from './rpm-header.ts'
import { type RpmPackage, readRpmPackage } from './rpm-package.ts'
import { isSqlite, readSqliteTable } from './sqlite-table.ts'

/** The most characters kept of a database: some three times what a full desktop's takes. */
const MAX_KEPT_LENGTH = 1 << 26
/** Characters that a package counts for beside its lists, so that millions of tiny ones pass the limit too. */
const PACKAGE_LENGTH = 256

/** What could be read of a database, and what not. */
export type RpmDatabase = {
  readonly packages: readonly RpmPackage[]
  /** What is damaged, for people; null where everything could be read. */
  readonly damage: string | null
}

/**
 * Reads an rpm database in any of its three formats; the bytes tell which, as rpm itself has moved databases between file
 * names. Where a part is damaged the packages in the others are still there.
 */
export function readRpmDatabase(file: Uint8Array): RpmDatabase {
  const packages: RpmPackage[] = []
  const damage = new Damage()
  let unread = file.length
  let kept = 0
  try {
    for (const blob of headerBlobs(file, damage)) {
      // Hostile pointers can name the same bytes over and over: no database holds more than its size.
      unread -= blob.length
      if (unread < 0) throw new HostileDatabaseError('its headers overlap')
      const found = damage.attempt(() => readRpmPackage(new RpmHeader(blob), damage))
      if (found === undefined) continue
      packages.push(found)
      kept += PACKAGE_LENGTH + found.paths.length + found.requires.length + found.provides.length
      if (kept > MAX_KEPT_LENGTH) throw new HostileDatabaseError('it lists too many packages and files')
    }
  } catch (error) {
    damage.end(error)
  }
  return { packages, damage: damage.summary }
}

function* headerBlobs(file: Uint8Array, damage: Damage): Generator<Uint8Array> {
  if (isSqlite(file)) {
    // CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL), in rpm's lib/backend/sqlite.c
    for (const [, blob] of readSqliteTable(file, 'Packages', damage)) if (blob instanceof Uint8Array) yield blob
  } else if (isNdb(file)) {
    yield* readNdb(file, damage)
  } else if (isBerkeleyDb(file)) {
    yield* readBerkeleyDb(file, damage)
  } else {
    throw new BrokenImageError('it is neither an SQLite nor an NDB nor a Berkeley DB hash database')
  }
}
