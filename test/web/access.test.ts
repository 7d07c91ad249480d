import { beforeEach, describe, expect, it } from 'vitest'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { browserForTests, CHROMIUM } from './support/chromium.ts'
import { eventually, VIEWS, writeReport } from './support/report-page.ts'

const { path: report } = await writeReport(temporaryDirectory())
const open = browserForTests()

beforeEach((context) => needProgram(context, CHROMIUM))

describe('the look', () => {
  it('follows the system, and can be turned', async () => {
    const { page } = await open(report, '', { colorScheme: 'dark' })
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect(await ground()).toBe('rgb(20, 22, 26)')
    const toggle = page.getByRole('button', { name: 'Dark' })
    expect(await toggle.getAttribute('aria-pressed')).toBe('true')
    await toggle.click()
    expect(await ground()).toBe('rgb(251, 250, 247)')
    await page.emulateMedia({ colorScheme: 'light' })
    await toggle.click()
    expect(await ground()).toBe('rgb(20, 22, 26)')
  })

  it('is light on paper', async () => {
    const { page } = await open(report, 'view=packages', { colorScheme: 'dark' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme), 'light')
    await eventually(() => page.locator('.gap').count(), 0)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme), 'dark')
  })

  it.each(VIEWS)('fits a phone: %s', async (view) => {
    const { page } = await open(report, `view=${view}`, { width: 360, height: 740 })
    await page.locator('table').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const first = await page.locator('table th').first().boundingBox()
    expect(first!.width).toBeLessThan(180)
  })

  it('sees what changed and by how much on a phone, and of a path its end', async () => {
    const { page } = await open(report, 'view=diff&from=0&to=2&path-order=path', { width: 390, height: 800 })
    await page.locator('th.path').first().waitFor()
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.windowed td.number, .windowed td.added, .windowed td.removed')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => textContent),
    )
    expect(cut).toEqual([])
    const ends = await page.evaluate(() =>
      [...document.querySelectorAll('th.path')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((cell) => cell.firstElementChild!.getBoundingClientRect().right <= cell.getBoundingClientRect().right),
    )
    expect([ends.length > 0, ends.every(Boolean)]).toEqual([true, true])
  })
})

describe('those who cannot see it, or have no mouse,', () => {
  it('have tabs that arrow keys move between', async () => {
    const { page } = await open(report)
    await page.getByRole('tab', { selected: true }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Packages')
    expect(await page.getByRole('tabpanel').getAttribute('aria-labelledby')).toBe('tab-packages')
    await page.keyboard.press('Home')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Comparison')
  })

  it.each(VIEWS)('find a name on all that takes input, and no id twice: %s', async (view) => {
    const { page } = await open(report, `view=${view}`)
    await page.locator('table').first().waitFor()
    const faults = await page.evaluate(() => {
      const ids = Array.from(document.querySelectorAll('[id]'), ({ id }) => id)
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
      const lost = [...document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls]')].flatMap(
        (element) =>
          ['aria-labelledby', 'aria-describedby', 'aria-controls']
            .flatMap((name) => element.getAttribute(name)?.split(' ') ?? [])
            .filter((id) => document.getElementById(id) === null),
      )
      const unnamed = [
        ...document.querySelectorAll<HTMLInputElement>('input, select, button, [role=application]'),
      ].filter(
        (element) =>
          !element.textContent?.trim() && !element.getAttribute('aria-label') && (element.labels?.length ?? 0) === 0,
      )
      const levels = Array.from(document.querySelectorAll('h1, h2, h3'), ({ tagName }) => tagName)
      return { twice, lost, unnamed: unnamed.length, firstHeading: levels[0], language: document.documentElement.lang }
    })
    expect(faults).toEqual({ twice: [], lost: [], unnamed: 0, firstHeading: 'H1', language: 'en' })
  })

  it('see where the focus is, and can leave everything that has it', async () => {
    const { page } = await open(report, 'view=size&image=2')
    await page.locator('canvas').waitFor()
    const seen: string[] = []
    for (let press = 0; press < 14; press++) {
      await page.keyboard.press('Tab')
      seen.push(
        await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!)
          return document.activeElement === document.body ? 'body' : `${outlineStyle} ${outlineWidth}`
        }),
      )
    }
    expect(seen.filter((outline) => outline !== 'body')).toEqual(
      seen.filter((o) => o !== 'body').map(() => 'solid 3px'),
    )
    expect(seen.length).toBeGreaterThan(8)
  })
})
