import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { hasProgram } from '../../../fixtures/compress.ts'

/** What Debian calls it. */
export const CHROMIUM = 'chromium'

const EXECUTABLE = '/usr/bin/chromium'
const ARGUMENTS = [
  '--no-sandbox', // root cannot have one
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page, and what has happened in it that should not. */
export interface WatchedPage {
  readonly page: Page
  /** Errors, messages of the console, and requests for anything but the file itself. */
  readonly incidents: string[]
}

/** How a page is looked at. */
export interface Sight {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
}

/** A browser for the tests of one file; the function opens a file in it, closed when the test is over. */
export function browserForTests(): (path: string, hash?: string, sight?: Sight) => Promise<WatchedPage> {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (hasProgram(CHROMIUM)) browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })
  })
  afterAll(() => browser?.close())
  return async (path, hash = '', { width = 1280, height = 900, colorScheme = 'light' } = {}) => {
    const page = await browser!.newPage({ viewport: { width, height }, colorScheme })
    onTestFinished(() => page.close())
    const incidents: string[] = []
    page.on('pageerror', (error) => incidents.push(`error: ${error.message}`))
    page.on('console', (message) => incidents.push(`console: ${message.text()}`))
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== `file://${path}`) incidents.push(`request: ${request.url().slice(0, 200)}`)
    })
    await page.goto(`file://${path}${hash === '' ? '' : `#${hash}`}`)
    await page.getByRole('tablist').waitFor()
    return { page, incidents }
  }
}
