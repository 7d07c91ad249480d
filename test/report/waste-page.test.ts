import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { WasteDocument } from '../../src/index.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { renderWastePage, type WastePageOptions } from '../../src/report/waste-page.ts'
import { wasteOf } from '../support/waste-of.ts'

const LISTS: readonly WastePageOptions['list'][] = ['causes', 'shadowed', 'removable']
const page = { width: 80, color: false, list: 'causes' } as const
const of = (size: number): string => 'x'.repeat(size)
let document: WasteDocument

beforeAll(async () => {
  const lists = 'var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4'
  document = await wasteOf([
    ['ADD rootfs.tar.xz / # buildkit', new LayerBuilder().file('usr/share/doc/bash/changelog.gz', of(60_000))],
    [
      'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates # buildkit',
      new LayerBuilder().file(lists, of(190_000)).file('var/log/dpkg.log', of(1500)),
    ],
    ['COPY model.bin /srv/model.bin # buildkit', new LayerBuilder().file('srv/model.bin', of(250_000))],
    [
      'RUN /bin/sh -c chown -R 1000:1000 /srv && rm -rf /var/lib/apt/lists/* # buildkit',
      new LayerBuilder().file('srv/model.bin', of(250_000), { uid: 1000, gid: 1000 }).whiteout(lists),
    ],
  ])
})

describe('the page', () => {
  it.each(LISTS)('answers at a glance: %s', async (list) => {
    await expect(await renderWastePage(document, { ...page, list })).toMatchFileSnapshot(`snapshots/waste-${list}.txt`)
  })

  it.each([60, 80, 120])('fits %d columns', async (width) => {
    for (const list of LISTS) {
      for (const line of (await renderWastePage(document, { ...page, width, list })).split('\n')) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(width)
      }
    }
  })

  it('is the same in colour, but for the colour', async () => {
    const colored = await renderWastePage(document, { ...page, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(await renderWastePage(document, page))
  })

  it('says so where nothing is wasted', async () => {
    const clean = await wasteOf([['COPY app /', new LayerBuilder().file('app', 'program')]])
    expect(await renderWastePage(clean, page)).toContain('Nothing to change.')
    expect(await renderWastePage(clean, { ...page, list: 'shadowed' })).toContain('No later layer hides anything here.')
  })

  it('says how much was left out', async () => {
    const cut = { ...document, moreFindings: 1234, moreShadowed: 5678, moreRemovable: 9 }
    expect(await renderWastePage(cut, page)).toContain('and 1,234 more: --limit 0')
    expect(await renderWastePage(cut, { ...page, list: 'shadowed' })).toContain('and 5,678 more: --limit 0')
    expect(await renderWastePage(cut, { ...page, list: 'removable' })).toContain('and 9 more: --limit 0')
  })

  it('lets nothing from an image reach the terminal as a command', async () => {
    const evil = fc.string({
      unit: fc.constantFrom('\u001b[2J', '\u009b', '\n', '\u202e', 'a', ' ', '日'),
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(evil, fc.constantFrom(...LISTS), async (text, list) => {
        const hostile: WasteDocument = {
          ...document,
          layers: document.layers.map((layer) => ({ ...layer, instruction: text })),
          findings: document.findings.map((finding) => ({ ...finding, advice: `In ${text}`, paths: [`/${text}`] })),
          shadowed: document.shadowed.map((row) => ({ ...row, path: `/${text}` })),
          removable: document.removable.map((row) => ({ ...row, path: `/${text}` })),
        }
        for (const line of (await renderWastePage(hostile, { ...page, list })).split('\n')) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
          expect(columnsOf(line)).toBeLessThanOrEqual(80)
        }
      }),
      { numRuns: 60 },
    )
  })
})
