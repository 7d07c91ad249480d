import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { renderCompareHtml } from '../../src/compare/html/html-report.ts'
import { ReportDataCollector } from '../../src/compare/html/report-data-collector.ts'
import { formatBytes } from '../../src/report/quantity.ts'
import { comparedBySize } from '../support/compared.ts'
import { generatedImage } from '../support/generated-images.ts'
import { needProgram } from '../support/programs.ts'
import { HOSTILE_NAMES } from '../support/report-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { browserForTests, CHROMIUM } from './support/chromium.ts'
import { eventually, texts, VIEWS, writeReport } from './support/report-page.ts'

const { path: report } = await writeReport(temporaryDirectory())
const open = browserForTests()

beforeEach((context) => needProgram(context, CHROMIUM))

describe('the HTML report', () => {
  it.each(VIEWS)('asks no network for anything, and has no errors: %s', async (view) => {
    const { page, incidents } = await open(report, `view=${view}`)
    await page.locator('h2, canvas, .legend').first().waitFor()
    await page.waitForTimeout(200)
    expect(incidents).toEqual([])
  })

  it('may run nothing but its own script, and reach nothing', async () => {
    const html = readFileSync(report, 'utf8')
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)![1]!
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/,
    )
    const { page } = await open(report)
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.body.append(script)
      const fetched = await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      )
      return [fetched, 'injected' in globalThis]
    })
    expect(outcome).toEqual(['refused', false])
  })

  it('shows names of images as they are, and never takes them for HTML', async () => {
    const { page, incidents } = await open(report, 'view=diff&from=3&to=5&path=srv')
    await eventually(
      async () => (await texts(page, 'th.path')).filter((path) => path.startsWith('/srv/')).sort(),
      [...HOSTILE_NAMES.filter((name) => !name.includes('/')), '\\xff\\n1']
        .map((name) => `/srv/${name.replace('\u202e', '\\u{202e}')}`)
        .concat('/srv/<', '/srv/</script><script>alert(1)<', '/srv/</script><script>alert(1)</script>')
        .sort(),
    )
    expect(await page.locator('img, script:not([type])').count()).toBe(0)
    expect(incidents).toEqual([])
    expect(readFileSync(report, 'utf8')).not.toContain('alert(1)')
  })

  it('opens in the view, and with the choices, that its address names', async () => {
    const { page } = await open(report, 'view=packages&package=MUSL&type=apk')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Packages')
    expect(await page.getByLabel('Filter by name').inputValue()).toBe('MUSL')
    await eventually(() => texts(page, 'tbody th[scope=row]'), ['musl'])
  })

  it.each([
    'view=nowhere&image=99&by=x&at=%2F%25&from=-1&to=1e9&in=99999999&images=7.8.x',
    'view=%',
    'view=size&at=%25%2F',
  ])('opens whatever stands in its address: %s', async (hash) => {
    const { page, incidents } = await open(report, hash)
    for (const name of ['Sizes', 'Packages', 'Differences', 'Comparison']) {
      await page.getByRole('tab', { name }).click()
      await page.getByRole('tabpanel').locator('table').first().waitFor()
    }
    expect(incidents).toEqual([])
  })

  it('goes back to the view before', async () => {
    const { page } = await open(report)
    await page.getByRole('tab', { name: 'Packages' }).click()
    await page.goBack()
    await eventually(() => page.getByRole('tab', { selected: true }).textContent(), 'Comparison')
  })
})

describe('images with more paths than a page has room for', () => {
  it('have small ones together, which the page says', async () => {
    const collector = new ReportDataCollector()
    for (const image of [0, 1]) collector.add(generatedImage(image, 3000))
    const html = await renderCompareHtml(comparedBySize({ old: 1, new: 1 }), collector.finish(), 90_000)
    expect(html.length).toBeLessThan(90_000)
    const path = join(temporaryDirectory(), 'joined.html')
    writeFileSync(path, html)
    for (const view of ['size', 'diff&path=smaller']) {
      const { page, incidents } = await open(path, `view=${view}`)
      await page.getByText(/^These images have too many paths for one page\./).waitFor()
      if (view !== 'size') await page.locator('th.path', { hasText: '/⋯ smaller paths' }).first().waitFor()
      expect(incidents).toEqual([])
    }
  })
})

describe('twenty images of a hundred thousand files', () => {
  it('add up, stay under 10 MB, and ask the page for no more rows than can be seen', { timeout: 120_000 }, async () => {
    const collector = new ReportDataCollector()
    const bytes: number[] = []
    for (let image = 0; image < 20; image++) {
      const generated = generatedImage(image, 100_000)
      collector.add(generated)
      bytes.push(Array.from(generated.tree.nodes(), ({ size }) => size).reduce((sum, size) => sum + size))
    }
    const sizes = Object.fromEntries(bytes.map((size, image) => [`image-${image}`, size]))
    const html = await renderCompareHtml(comparedBySize(sizes), collector.finish())
    expect(html.length).toBeLessThan(10e6)
    const path = join(temporaryDirectory(), 'large.html')
    writeFileSync(path, html)

    const { page, incidents } = await open(path, 'view=size&image=19')
    await eventually(() => page.getByRole('status').textContent(), `${formatBytes(bytes[19]!)} in 100,000 files`)
    await page.getByRole('tab', { name: 'Differences' }).click()
    await eventually(async () => (await texts(page, '.figures dd'))[2], '10,000\n10,000 changed')
    expect(await page.locator('tr').count()).toBeLessThan(400)
    expect(incidents).toEqual([])
  })
})
