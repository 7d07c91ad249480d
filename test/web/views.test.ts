import { beforeEach, describe, expect, it } from 'vitest'
import { formatBytes } from '../../src/report/quantity.ts'
import { needProgram } from '../support/programs.ts'
import { inventoriesOf } from '../support/report-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { browserForTests, CHROMIUM } from './support/chromium.ts'
import { eventually, texts, writeReport } from './support/report-page.ts'

const { path: report, references, labels: LABELS } = await writeReport(temporaryDirectory())
const inventories = await inventoriesOf(references)
const open = browserForTests()

beforeEach((context) => needProgram(context, CHROMIUM))

describe('the comparison', () => {
  it('has a column for each image and the figures that inspect has', async () => {
    const { page } = await open(report)
    expect(await texts(page, '.comparison thead th')).toEqual(LABELS)
    const row = page.locator('.comparison tr', { has: page.getByRole('button', { name: /^Visible/ }) })
    const shown = (await row.locator('td').allInnerTexts()).map((text) =>
      text.replace('★', '').replace('best:', '').trim(),
    )
    const content = inventories.map(({ tree }) => {
      const sizes = new Map(Array.from(tree.nodes(), ({ inode, type, size }) => [inode, type === 'file' ? size : 0]))
      return formatBytes([...sizes.values()].reduce((sum, size) => sum + size, 0))
    })
    expect(shown).toEqual(content)
  })

  it('sorts its columns by a row, up, down, and back', async () => {
    const { page } = await open(report)
    const head = page.locator('.comparison th[scope=row]', { hasText: 'Visible' })
    const columns = () => texts(page, '.comparison thead th')
    const button = head.getByRole('button')
    await button.click()
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    const ascending = await columns()
    expect(ascending).toEqual(['hostile', 'old', 'static', 'new', 'odd', 'webapp'])
    await button.press('Enter')
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    expect(await columns()).toEqual(ascending.toReversed())
    await button.press('Enter')
    expect(await head.getAttribute('aria-sort')).toBe('none')
    expect(await columns()).toEqual(LABELS)
  })

  it('shows only rows that differ, and only the images that are chosen', async () => {
    const { page } = await open(report)
    const all = await page.locator('.comparison th[scope=row]').count()
    await page.getByLabel('Only rows that differ').check()
    expect(await page.locator('.comparison th[scope=row]').count()).toBeLessThan(all)
    await page.getByText(/^Images: all/).click()
    for (const label of LABELS.slice(2)) await page.getByRole('checkbox', { name: label, exact: true }).uncheck()
    expect(await texts(page, '.comparison thead th')).toEqual(['old', 'new'])
    expect(await page.evaluate(() => location.hash)).toBe('#rows=different&images=0.1')
  })

  it('marks the best of a row by more than its colour', async () => {
    const { page } = await open(report)
    const row = page.locator('.comparison tr', { has: page.getByRole('button', { name: /^Visible/ }) })
    expect(await row.locator('.best').textContent()).toContain('★')
    expect(await row.locator('.best .visually-hidden').textContent()).toBe('best: ')
  })
})

describe('sizes', () => {
  it('are drawn, in more than one colour, and told in a table', async () => {
    const { page } = await open(report, 'view=size&image=2')
    const colours = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    })
    expect(colours).toBeGreaterThan(8)
    expect(await texts(page, '.windowed tbody th')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^usr\//), expect.stringMatching(/^var\//)]),
    )
  })

  it('can be walked with the keyboard alone', async () => {
    const { page } = await open(report, 'view=size&image=2')
    const map = page.getByRole('application')
    const said = page.locator('.treemap [aria-live]')
    await map.focus()
    const first = (await said.textContent())!
    expect(first).toMatch(/^\S+, [\d.]+ \wB, [\d.]+ %, [\d,]+ files?, opens$/)
    await page.keyboard.press('End')
    expect(await said.textContent()).not.toBe(first)
    await page.keyboard.press('Home')
    expect(await said.textContent()).toBe(first)
    const name = first.split(',')[0]!
    await page.keyboard.press('Enter')
    await eventually(() => page.locator('[aria-current=location]').textContent(), name)
    await page.keyboard.press('Escape')
    await eventually(() => page.locator('[aria-current=location]').textContent(), 'webapp')
    await page.keyboard.press('ArrowRight')
    expect(await said.textContent()).not.toBe('')
  })

  it('open by a click on a block and by the table, and close by the breadcrumb', async () => {
    const { page } = await open(report, 'view=size&image=0')
    await page.locator('canvas').click({ position: { x: 6, y: 6 } })
    await eventually(() => texts(page, '.breadcrumb li'), ['old', 'usr/lib'])
    expect(await texts(page, '.windowed tbody th')).toEqual(['libmusl', 'libcurl', 'libzlib'])
    await page.getByRole('button', { name: 'old' }).click()
    await page.getByRole('button', { name: 'app/' }).click()
    await eventually(() => texts(page, '.breadcrumb li'), ['old', 'app'])
  })

  it.each([
    ['package', ['apk', 'no package']],
    ['layer', ['layer 1 COPY old / # <b>bold</b>', 'layer 0 ADD rootfs.tar /']],
  ])('are divided by %s', async (by, expected) => {
    const { page } = await open(report, 'view=size&image=0')
    await page.getByLabel(by, { exact: true }).check()
    await eventually(
      async () => (await texts(page, '.windowed tbody th')).map((text) => text.replace(/\s+/g, ' ')),
      expected,
    )
  })

  it('say what a search finds', async () => {
    const { page } = await open(report, 'view=size&image=0')
    await page.getByLabel('Highlight paths').fill('libz')
    await eventually(
      () => page.getByRole('status').textContent(),
      '13.2 kB in 9 files; 2.0 kB in 1 file of the image matches',
    )
    expect(await texts(page, '.windowed tbody th')).toEqual(['usr/lib/'])
  })
})

describe('packages', () => {
  it('are marked against an image in signs and words', async () => {
    const { page } = await open(report, 'view=packages&type=apk&images=0.1')
    const cells = page.locator('.windowed tbody tr:not(.gap)')
    await eventually(
      async () =>
        (await cells.all()).length === 4 &&
        Object.fromEntries(
          await Promise.all(
            (await cells.all()).map(async (row) => [
              await row.locator('th').textContent(),
              (await row.locator('td').last().textContent())!,
            ]),
          ),
        ),
      {
        curl: '−missing',
        musl: '▲newer: 1.2.10-r0',
        openssl: '+only here: 3.3.2-r0',
        zlib: '▼older: 1.3.1_rc2-r0',
      },
    )
  })

  it('are filtered by name, type and whether they differ, and sorted', async () => {
    const { page } = await open(report, 'view=packages&images=0.1')
    const names = () => texts(page, '.windowed tbody th')
    await page.getByLabel('Filter by name').fill('L')
    await eventually(names, ['curl', 'musl', 'openssl', 'zlib'])
    await page.getByRole('button', { name: /^Size/ }).click()
    await eventually(names, ['openssl', 'musl', 'curl', 'zlib'])
    expect(await page.getByRole('columnheader', { name: /^Size/ }).getAttribute('aria-sort')).toBe('descending')
    await page.getByLabel('Type').selectOption('deb')
    await eventually(names, [])
    await page.getByText('No package matches.').waitFor()
  })

  it('stand in a table that says how long it is, though only a part of it is there', async () => {
    const { page } = await open(report, 'view=packages')
    const count = new Set(inventories.flatMap(({ packages }) => packages.map(({ type, name }) => `${type} ${name}`)))
      .size
    expect(await page.locator('.windowed').getAttribute('aria-rowcount')).toBe(String(count + 1))
    const indexes = await page
      .locator('.windowed tr[aria-rowindex]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))))
    expect(indexes).toEqual(indexes.map((_, index) => index + 1))
  })
})

describe('differences', () => {
  it('are those of the two images that are chosen', async () => {
    const { page } = await open(report, 'view=diff')
    await eventually(
      () => texts(page, '.figures dd'),
      [
        '+38.0 kB\n13.2 kB → 51.2 kB',
        '4\n1 added, 1 removed, 1 upgraded, 1 downgraded',
        '10\n3 added, 2 removed, 5 changed',
      ],
    )
    await page.getByRole('button', { name: 'Swap' }).click()
    await eventually(
      async () => (await texts(page, '.figures dd'))[1],
      '4\n1 added, 1 removed, 1 upgraded, 1 downgraded',
    )
    await page.getByRole('combobox', { name: 'From', exact: true }).selectOption('webapp')
    await page.getByRole('combobox', { name: 'To', exact: true }).selectOption('webapp')
    await eventually(async () => (await texts(page, '.figures .note')).slice(1), ['no difference', 'no difference'])
  })

  it('lead from directories to what is in them', async () => {
    const { page } = await open(report, 'view=diff')
    const table = page.getByRole('table', { name: 'Where the difference is' })
    await table.getByRole('button', { name: 'usr/' }).click()
    await table.getByRole('button', { name: 'lib/' }).click()
    await eventually(
      async () =>
        (await table.locator('tbody tr:not(.gap)').allInnerTexts()).map((text) => text.split(/\s*\t\s*/).slice(0, 2)),
      [
        ['libopenssl', '+40.0 kB'],
        ['libcurl', '−3.0 kB'],
        ['libmusl', '+1.0 kB'],
      ],
    )
  })

  it('say of each path in what', async () => {
    const { page } = await open(report, 'view=diff&path=/app/')
    await page.getByRole('group', { name: 'Changes of paths' }).getByLabel('changed').check()
    const rows = page.getByRole('table', { name: 'Paths that differ' }).locator('tbody tr:not(.gap)')
    await eventually(
      async () =>
        Object.fromEntries(
          (await rows.allInnerTexts()).map((text) => [text.split('\t')[0]!.trim(), text.split('\t')[3]]),
        ),
      {
        '/app/current': 'link target: lrwxrwxrwx 0:0 → server → lrwxrwxrwx 0:0 → server-again',
        '/app/same-size': 'content, owner: -rw-r--r-- 0:0 → -rw-r--r-- 1000:0',
        '/app/server': 'content, mode: -rwxr-xr-x 0:0 → -rwsr-xr-x 0:0',
      },
    )
  })
})
