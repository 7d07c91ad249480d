import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { DiffDocument, DiffImagesOptions } from '../../src/index.ts'
import { renderDiffPage } from '../../src/report/diff-page.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { type Compared, diff, diffOf } from '../support/diff-of.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const webapp = `oci:${committedLayout('webapp')}`
const PAGE = { limit: 5, collapse: true } as const

/** The page without the place where the images are on this machine. */
async function pageOf(document: DiffDocument, style: { width?: number; color?: boolean } = {}): Promise<string> {
  const named = { ...document, before: { ...document.before }, after: { ...document.after } }
  for (const side of [named.before, named.after])
    Object.assign(side, { reference: side.reference.replace(/oci:.*\//, 'oci:') })
  return renderDiffPage(named, { width: 80, color: false, ...style })
}

const compare = async (before: Compared, after: Compared, options: Partial<DiffImagesOptions> = {}) =>
  pageOf(await diffOf(scratch, before, after, { ...PAGE, ...options }))

describe('the page of a diff', () => {
  it('says in what two images differ', async () => {
    const document = await diff({ reference: `oci:${committedLayout('static')}` }, { reference: webapp }, PAGE)
    await expect(await pageOf(document)).toMatchFileSnapshot('snapshots/diff.txt')
  })

  it('says what layers did together, and what is in the files', async () => {
    const options = { ...PAGE, contents: true, globs: ['/srv/www/index.html', '/etc/group'], limit: 3 }
    const document = await diff({ reference: webapp, lastLayer: 0 }, { reference: webapp, lastLayer: 5 }, options)
    await expect(await pageOf(document)).toMatchFileSnapshot('snapshots/diff-layers.txt')
  })

  it('is no wider than the terminal, but for paths', async () => {
    const document = await diff({ reference: `oci:${committedLayout('static')}` }, { reference: webapp }, PAGE)
    for (const width of [60, 80, 120]) {
      const lines = (await pageOf(document, { width })).split('\n').filter((line) => !line.includes('/'))
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width)
    }
  })

  it('has colour without a change to its text', async () => {
    const document = await diff({ reference: webapp, lastLayer: 0 }, { reference: webapp }, PAGE)
    expect(stripVTControlCharacters(await pageOf(document, { color: true }))).toBe(await pageOf(document))
  })

  it('says that both are one image, or where they do not differ', async () => {
    const same = new LayerBuilder().file('a', '1')
    expect(await compare(same, same)).toMatch(/^---[^\n]*\n\+\+\+[^\n]*\n\nBoth are the same image\.\n$/)
    const tar = await same.build()
    const recompressed = await compare({ layers: [{ tar }] }, { layers: [{ tar, packing: 'zstd' }] })
    expect(recompressed).toContain('\nLayers  1 recompressed\n')
    expect(recompressed).toMatch(/\n\nNo difference in size, packages, system, posture, config, files\.\n$/)
    const created = { layers: [{ tar }], created: '2025-01-01T00:00:00Z' }
    expect(await compare(same, created)).toMatch(
      /^---[^\n]*\n\+\+\+[^\n]*\n\nNo difference in size, packages, system, posture, config, layers, files\.\n$/,
    )
  })

  it('says how many changes of each kind are left out', async () => {
    const after = new LayerBuilder()
    for (let i = 0; i < 9; i++) after.file(`file-${i}`, `of ${i}`)
    const page = await compare(new LayerBuilder().file('a', '1'), after, { limit: 2 })
    expect(page).toContain('\n  and 7 more added: --limit 0\n')
    expect(page).toMatch(/\n {2}and 8 more: --limit 0\n/)
  })

  it('tells setuid files and modes that changed', async () => {
    const before = new LayerBuilder().file('tool', '1', { mode: 0o755 }).file('su', '1', { mode: 0o4755 })
    const after = new LayerBuilder().file('tool', '1', { mode: 0o4755 }).file('su', '1', { mode: 0o755, uid: 5 })
    const page = await compare(before, after)
    expect(page).toContain('\nPosture\n  Setuid, setgid  - /su 4755\n                  + /tool 4755\n')
    expect(page).toMatch(/\n {2}M +0755 → 4755 +\/tool\n/)
    expect(page).toMatch(/\n {2}M +4755 → 0755, 0:0 → 5:0 +\/su\n/)
  })

  it('shows of long values where they differ, and of long lists some of each kind', async () => {
    const image = async (path: string, variables: string) => ({
      layers: [{ tar: await new LayerBuilder().file('a', '1').build() }],
      config: {
        Env: [`LONG=${'same '.repeat(100)}${path}${' same'.repeat(100)}`, `PATH=${'/usr/bin:'.repeat(12)}${path}`],
        Labels: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${variables}-${i}`, '1'])),
      },
    })
    const page = await compare(await image('/old', 'went'), await image('/new', 'came'), { sections: ['config'] })
    expect(page).toContain('\n  Environment  - LONG=… same same /old same')
    expect(page).toContain('\n               + LONG=… same same /new same')
    expect(page).toMatch(/\n {15}- PATH=\S+\n {17}\S+:\/old\n {15}\+ PATH=\S+\n {17}\S+:\/new\n/)
    expect(page.match(/^ .*(?:went|came)-\d=1$/gm)).toHaveLength(10)
    expect(page).toContain('\n               and 2 more: --limit 0\n')
    expect(Math.max(...page.split('\n').map(columnsOf))).toBeLessThanOrEqual(80)
  })

  it('has one list of sizes where no package differs, and one line of counts where there is room', async () => {
    const page = await compare(new LayerBuilder().file('a', '1'), new LayerBuilder().file('a', '22').file('b', '1'))
    expect(page.match(/^ +Change .*$/gm)).toEqual([' Change  Before  After  Place'].map((line) => ` ${line}`))
    expect(page).toContain('\nfiles: 1 changed, 1 added\n')
  })

  it('names what moved once, with what its paths have in common', async () => {
    const before = new LayerBuilder().file('usr/lib/x/tool', 'one').file('a', 'two')
    const after = new LayerBuilder().file('usr/share/y/tool', 'one').file('b/a', 'two')
    const page = await compare(before, after, { sections: ['files'] })
    expect(page).toContain('  /usr/{lib/x → share/y}/tool\n')
    expect(page).toContain('  /{a → b/a}\n')
  })

  it('is safe against what images hold', async () => {
    const evil = 'x\x1b[2J\nY\u202e'
    const before = new LayerBuilder().file('text', 'a\n').symlink('link', 'a')
    const after = new LayerBuilder().file('text', `${evil}\tb\n`).file(evil, evil).symlink('link', evil)
    const config = { Env: [`${evil}=${evil}`], Entrypoint: [evil], Labels: { [evil]: evil } }
    const page = await compare(
      before,
      { layers: [{ tar: await after.build(), createdBy: evil }], config },
      { contents: true },
    )
    expect(page.replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(page.split('\n')).not.toContain('Y')
    expect(page).toContain('+x\\x1b[2J\n')
  })

  it('says what could not be read', async () => {
    const image = new LayerBuilder().hardlink('dangling', 'nowhere')
    expect(await compare(new LayerBuilder(), image)).toContain(
      '\nWarnings\n  +++ /dangling in layer 0 is a hard link to /nowhere',
    )
  })
})
