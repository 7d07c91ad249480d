import { describe, expect, it } from 'vitest'
import { createPalette } from '../../src/report/palette.ts'
import { type Column, renderTable } from '../../src/report/table.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Size', align: 'right' },
  { title: 'Name', align: 'left', flexible: true },
]
const plain = { width: 40, palette: createPalette(false) }

describe('renderTable', () => {
  it('aligns numbers to the right and names to the left', async () => {
    const rows = [
      ['1', 'one'],
      ['1,000', '日本'],
    ]
    expect(await renderTable(COLUMNS, rows, plain)).toEqual(['   Size  Name', '      1  one', '  1,000  日本'])
  })

  it('cuts the flexible column so that rows fit the terminal', async () => {
    const lines = await renderTable(COLUMNS, [['1', 'x'.repeat(200)]], plain)
    expect(lines.map(columnsOf)).toEqual([12, 40])
    expect(lines[1]).toMatch(/x…$/)
  })

  it('draws long tables as it draws short ones', async () => {
    const row = ['12', `${'長い'.repeat(30)} name`]
    const short = await renderTable(COLUMNS, [row], plain)
    const long = await renderTable(
      COLUMNS,
      Array.from({ length: 301 }, () => row),
      plain,
    )
    expect(long).toHaveLength(302)
    expect(long.slice(0, 2)).toEqual(short)
    expect(long.at(-1)).toBe(short[1])
  })

  it.each([1, 301])('styles the cells of a column with colour on (%d rows)', async (count) => {
    const columns = [{ ...COLUMNS[0]!, style: (text: string) => `\u001b[33m${text}\u001b[39m` }, COLUMNS[1]!]
    const lines = await renderTable(
      columns,
      Array.from({ length: count }, () => ['1', 'one']),
      plain,
    )
    expect(lines.at(-1)).toBe('     \u001b[33m1\u001b[39m  one')
  })
})
