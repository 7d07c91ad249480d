import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasProgram } from '../../fixtures/compress.ts'
import type { TrendDocument } from '../../src/index.ts'
import { renderTrendSvg } from '../../src/report/trend-svg.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { trendOf } from '../support/trend-of.ts'
import { CHROMIUM } from './support/chromium.ts'

const scratch = temporaryDirectory()

beforeEach((context) => needProgram(context, CHROMIUM))

describe('the picture of a trend', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (hasProgram(CHROMIUM)) {
      browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
    }
  })
  afterAll(() => browser?.close())

  /** Opens the picture by itself, and gives what a browser finds in it. */
  async function look(trend: TrendDocument, colorScheme: 'light' | 'dark' = 'light') {
    const path = join(scratch, 'trend.svg')
    writeFileSync(path, renderTrendSvg(trend))
    const page = await browser!.newPage({ colorScheme })
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    try {
      await page.goto(`file://${path}`)
      const seen = await page.evaluate(() => {
        const box = (element: Element): { left: number; right: number } => element.getBoundingClientRect()
        const root = document.documentElement
        return {
          root: root.tagName,
          names: [...new Set(Array.from(root.querySelectorAll('*'), ({ tagName }) => tagName))].sort(),
          texts: Array.from(root.querySelectorAll('text'), (element) => element.textContent),
          tips: Array.from(root.querySelectorAll('title'), (element) => element.textContent),
          ground: getComputedStyle(root.querySelector('.ground')!).fill,
          left: Math.min(...Array.from(root.querySelectorAll('text'), (element) => box(element).left)),
          right: Math.max(...Array.from(root.querySelectorAll('text'), (element) => box(element).right)),
        }
      })
      return { ...seen, requests: requests.length }
    } finally {
      await page.close()
    }
  }

  it('stands alone, and follows the reader’s theme', async () => {
    const light = await look(trendOf([85e6, 91e6, 90e6]))
    expect(light).toMatchObject({ root: 'svg', requests: 1, ground: 'rgb(255, 255, 255)' })
    expect(light.texts).toEqual(
      expect.arrayContaining(['example.org/app:1.0', 'Compressed size', '91.0 MB', '2026-01-03']),
    )
    expect(light.tips[1]).toBe('91.0 MB\n2026-01-02T00:00:00Z\nc0ffee1\nexample.org/app:1.0')
    expect((await look(trendOf([1, 2]), 'dark')).ground).toBe('rgb(13, 17, 23)')
  })

  it('keeps its text inside', async () => {
    const { left, right } = await look(trendOf([1e15, 2e15], { reference: `example.org/${'long'.repeat(50)}` }))
    expect(left).toBeGreaterThanOrEqual(0)
    expect(right).toBeLessThanOrEqual(800)
  })

  it('shows what a history says as text, whatever it is', async () => {
    const hostile = '"><script>alert(1)</script>&lt;]]>\u0000\u001b\ud800\uffff'
    const { names, texts } = await look(trendOf([1, 2], { reference: hostile, commit: hostile }))
    expect(names).toEqual(['circle', 'path', 'rect', 'style', 'text', 'title'])
    expect(texts[0]).toBe('"><script>alert(1)</script>&lt;]]>\\x00\\x1b\\u{d800}')
  })

  it('of one run, or of none, is a picture too', async () => {
    expect((await look(trendOf([5e6]))).texts).toContain('5.0 MB')
    expect((await look(trendOf([]))).texts).toEqual(['No runs.'])
  })
})
