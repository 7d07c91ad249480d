import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Damage } from '../../../../src/catalogers/packages/rpm/damage.ts'
import { readSqliteTable } from '../../../../src/catalogers/packages/rpm/sqlite-table.ts'
import { BrokenImageError } from '../../../../src/errors.ts'
import { sqliteFile } from './fixtures.ts'

const PAGE_SIZES = [512, 1024, 4096, 16384, 65536] as const

function rowsOf(file: Uint8Array, table = 'things') {
  const damage = new Damage()
  const rows = [...readSqliteTable(file, table, damage)].map((row) =>
    row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)),
  )
  return { rows, damage: damage.summary }
}

/** node:sqlite stores every JavaScript number as a float. */
function bound(value: null | number | string | Buffer) {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value
}

describe('readSqliteTable', () => {
  test('reads the rows that SQLite wrote, whatever their types, sizes and the page size', () => {
    const integer = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.maxSafeInteger(),
    )
    const blob = fc
      .tuple(fc.nat(255), fc.oneof(fc.nat(40), fc.integer({ min: 400, max: 520 }), fc.nat(70_000)))
      .map(([byte, length]) => Buffer.alloc(length, byte))
    const text = fc.string({ unit: 'grapheme' }).map((given) => given.replaceAll('\0', ''))
    const value = fc.oneof(
      fc.constant(null),
      integer,
      fc.double({ noNaN: true }).map((given) => given || 0),
      text,
      blob,
    )
    const rows = fc.array(fc.tuple(value, value, fc.boolean()), { maxLength: 60 })
    fc.assert(
      fc.property(fc.constantFrom(...PAGE_SIZES), rows, (pageSize, given) => {
        const file = sqliteFile((database) => {
          database.exec(`PRAGMA page_size = ${pageSize}; PRAGMA synchronous = off`)
          database.exec('CREATE TABLE others (x); CREATE TABLE things (id INTEGER PRIMARY KEY, a, b)')
          database.exec('BEGIN')
          const insert = database.prepare('INSERT INTO things (id, a, b) VALUES (?, ?, ?)')
          for (const [id, [a, b]] of given.entries()) insert.run(id, bound(a), bound(b))
          const remove = database.prepare('DELETE FROM things WHERE id = ?')
          for (const [id, [, , removed]] of given.entries()) if (removed) remove.run(id)
          database.exec('COMMIT')
        })
        const kept = given.filter(([, , removed]) => !removed).map(([a, b]) => [null, a, b])
        const expected = kept.map((row) => row.map((one) => (Buffer.isBuffer(one) ? one.toString('hex') : one)))
        expect(rowsOf(file)).toEqual({ rows: expected, damage: null })
      }),
      { numRuns: 40 },
    )
  })

  test('reads a tree of several levels, in the order of the rowids', () => {
    const file = sqliteFile((database) => {
      database.exec('PRAGMA page_size = 512; PRAGMA synchronous = off; CREATE TABLE things (a); BEGIN')
      const insert = database.prepare('INSERT INTO things (a) VALUES (?)')
      for (let i = 0; i < 20_000; i++) insert.run(`row ${i}`)
      database.exec('COMMIT')
    })
    expect(rowsOf(file)).toEqual({ rows: Array.from({ length: 20_000 }, (_, i) => [`row ${i}`]), damage: null })
  })

  test('keeps the rows beside one that claims to be longer than the file', () => {
    const file = sqliteFile((database) => {
      database.exec(
        "PRAGMA page_size = 512; CREATE TABLE things (a); INSERT INTO things VALUES ('long row'), ('other')",
      )
    })
    // A cell is the row's length, its rowid, then the row: its header's length, the type of the column, the text.
    const cell = file.indexOf('long row') - 4
    file.set([0xff, 0x7f], cell)
    expect(rowsOf(file)).toEqual({ rows: [['other']], damage: 'a row is longer than what is left of the file' })
  })

  test('says which table is missing', () => {
    const file = sqliteFile((database) => database.exec('CREATE TABLE others (x)'))
    expect(() => rowsOf(file)).toThrow('there is no table things')
  })

  test('stops at a page that its own tree leads back to', () => {
    const file = sqliteFile((database) => {
      database.exec('PRAGMA page_size = 512; CREATE TABLE things (a)')
      for (let i = 0; i < 40; i++) database.exec(`INSERT INTO things VALUES ('${'x'.repeat(60)}')`)
    })
    const interior = Array.from({ length: file.length / 512 }, (_, page) => page + 1).find(
      (page) => file[512 * (page - 1)] === 5,
    )!
    file.writeUInt32BE(interior, 512 * (interior - 1) + 8) // the right-most child is the page itself
    const { rows, damage } = rowsOf(file)
    expect(rows.length).toBeLessThan(40)
    expect(damage).toBe(`page ${interior} is used twice`)
  })

  test('stops at an overflow chain that leads back to itself, and keeps the other rows', () => {
    const file = sqliteFile((database) => {
      database.exec('PRAGMA page_size = 512; CREATE TABLE things (a)')
      database.exec(`INSERT INTO things VALUES ('${'x'.repeat(5000)}'), ('whole')`)
    })
    const first = file.indexOf('x'.repeat(500))
    const page = Math.floor(first / 512) + 1
    file.writeUInt32BE(page, 512 * (page - 1))
    expect(rowsOf(file)).toEqual({ rows: [['whole']], damage: `page ${page} is used twice` })
  })

  test('gives a part of the rows or throws BrokenImageError, whatever bytes are damaged', () => {
    const sound = sqliteFile((database) => {
      database.exec('PRAGMA page_size = 512; PRAGMA synchronous = off; CREATE TABLE things (a); BEGIN')
      for (let i = 0; i < 30; i++) database.exec(`INSERT INTO things VALUES ('${'x'.repeat(i * 40)}')`)
      database.exec('COMMIT')
    })
    const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(changes, (given) => {
        const file = Buffer.from(sound)
        for (const [at, byte] of given) file[at] = byte
        try {
          const total = rowsOf(file).rows.flat().join('').length
          expect(total).toBeLessThanOrEqual(2 * file.length)
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenImageError)
        }
      }),
      { numRuns: 300 },
    )
  })
})
