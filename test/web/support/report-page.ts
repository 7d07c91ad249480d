import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { committed, htmlOf, writeHostile, writeReleases } from '../../support/report-images.ts'

/** What the page has to show, each with its own address. */
export const VIEWS = ['compare', 'size', 'packages', 'diff'] as const

/** Writes images and the HTML report of them below `scratch`. */
export async function writeReport(scratch: string) {
  const references: Readonly<Record<string, string>> = {
    ...(await writeReleases(scratch)),
    webapp: committed('webapp'),
    static: committed('static'),
    odd: committed('odd-layers'),
    hostile: await writeHostile(scratch),
  }
  const path = join(scratch, 'report.html')
  writeFileSync(path, await htmlOf(references))
  return { path, references, labels: Object.keys(references) }
}

/** The text of each element that matches, as it is laid out. */
export function texts(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).allInnerTexts()
}

/** Waits until what the page tells of is the case. */
export async function eventually<Value>(read: () => Promise<Value>, expected: Value): Promise<void> {
  await expect.poll(read, { timeout: 10_000 }).toEqual(expected)
}
