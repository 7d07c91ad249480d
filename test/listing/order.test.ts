import { describe, expect, it } from 'vitest'
import { alphabetical, asListed, largestFirst, listed, smallestFirst } from '../../src/listing/order.ts'

interface Row {
  readonly name: string
  readonly size: number
}

const ORDERS = {
  listed: asListed,
  size: largestFirst<Row>((row) => row.size),
  rank: smallestFirst<Row>((row) => row.size),
  name: alphabetical<Row>((row) => row.name),
}

const ROWS: readonly Row[] = [
  { name: 'b', size: 1 },
  { name: 'é', size: 3 },
  { name: 'Z', size: 3 },
  { name: 'a', size: 2 },
]

describe('listed', () => {
  it.each([
    ['listed', 'béZa'],
    ['size', 'éZab'],
    ['rank', 'baéZ'],
    ['name', 'Zabé'],
  ] as const)('orders by %s; what is equal stays as it comes', (sort, names) => {
    expect(namesOf(listed(ROWS, ORDERS, { sort, reverse: false, limit: 0 }).rows)).toBe(names)
  })

  it('turns every order round', () => {
    expect(namesOf(listed(ROWS, ORDERS, { sort: 'listed', reverse: true, limit: 0 }).rows)).toBe('aZéb')
    expect(namesOf(listed(ROWS, ORDERS, { sort: 'size', reverse: true, limit: 0 }).rows)).toBe('baZé')
  })

  it('cuts after ordering, and says how many rows that left out', () => {
    const { rows, more } = listed(ROWS, ORDERS, { sort: 'name', reverse: false, limit: 3 })
    expect([namesOf(rows), more]).toEqual(['Zab', 1])
    expect(listed(ROWS, ORDERS, { sort: 'name', reverse: false, limit: 4 }).more).toBe(0)
  })

  it('leaves the rows that it was given alone', () => {
    listed(ROWS, ORDERS, { sort: 'name', reverse: true, limit: 1 })
    expect(namesOf(ROWS)).toBe('béZa')
  })
})

function namesOf(rows: readonly Row[]): string {
  return rows.map(({ name }) => name).join('')
}
