import { expect } from 'vitest'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { compareVersions } from '../../src/versions/compare-versions.ts'

/** -1, 0, 1; null where there is no order. */
export function signOf(type: Package['type'], a: string, b: string): number | null {
  const difference = compareVersions(type, a, b)
  return difference === null ? null : Math.sign(difference) + 0 // no -0
}

/** Expects versions to come one after another: each before all that follow; those of one group are equal. */
export function expectAscending(type: Package['type'], groups: readonly (readonly string[] | string)[]): void {
  const ranked = groups.flatMap((group, rank) => [group].flat().map((version) => ({ version, rank })))
  const wrong: string[] = []
  for (const a of ranked) {
    for (const b of ranked) {
      const sign = signOf(type, a.version, b.version)
      if (sign !== Math.sign(a.rank - b.rank)) wrong.push(`${a.version} ? ${b.version}: ${sign}`)
    }
  }
  expect(wrong).toEqual([])
}

/** Expects rows such as `1.0 < 1.0.1` to hold, both ways round. */
export function expectRows(type: Package['type'], table: string): void {
  const rows = table.trim().split('\n')
  const wrong = rows.filter((row) => {
    const [a = '', operator = '', b = ''] = row.trim().split(' ')
    const sign = '<=>'.indexOf(operator) - 1
    return signOf(type, a, b) !== sign || signOf(type, b, a) !== 0 - sign
  })
  expect(rows.length).toBeGreaterThan(10)
  expect(wrong).toEqual([])
}
