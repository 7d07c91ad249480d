import { describe, expect, it } from 'vitest'
import { type PackagesDocument, type PackagesOptions, packagesDocument } from '../../src/index.ts'
import { renderPackagesPage } from '../../src/report/packages-page.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { fixtureImage } from '../support/image-of.ts'

const webapp = await fixtureImage('webapp')

function documentOf(options: Partial<PackagesOptions> = {}): PackagesDocument {
  return packagesDocument(webapp, {
    globs: [],
    by: null,
    tree: false,
    sort: 'name',
    reverse: false,
    limit: 0,
    ...options,
  })
}

function page(document: PackagesDocument, width = 80): Promise<string> {
  return renderPackagesPage(document, { width, color: false })
}

describe('the page of packages', () => {
  it('marks what nothing else depends on', async () => {
    expect(await page(documentOf({ globs: ['{busybox,libc6}'] }))).toMatch(
      /^ +Package +Version +License +Layer +Size\n {2}\* {2}busybox .*\n {5}libc6 .*\n\n {2}2 packages, .*\n {2}\* nothing/,
    )
  })

  it.each<Partial<PackagesOptions>>([{}, { by: 'layer' }, { by: 'license' }, { by: 'type' }, { tree: true }])(
    'fits the terminal: %j',
    async (options) => {
      const lines = (await page(documentOf(options))).split('\n')
      expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([])
    },
  )

  it('says how many packages the limit leaves out', async () => {
    expect(await page(documentOf({ limit: 2 }))).toContain(`  and ${webapp.packages.length - 2} more: --limit 0`)
  })

  it('has a heading with totals for each group', async () => {
    const text = await page(documentOf({ by: 'layer' }))
    expect(text).toMatch(/^Layer 0 {2}7 packages, \d+ files, \d+\.\d MB {2}ADD rootfs.tar.xz \/\n {5}Package/)
    expect(text).toMatch(/\nLayer 3 {2}1 package, .* {2}RUN install-packages/)
    expect(text).not.toMatch(/^ +Package.*Layer/m)
  })

  it('says that a package may be in several groups of licenses', async () => {
    expect(await page(documentOf({ by: 'license' }))).toMatch(/several licenses stands under each/)
  })

  it('says what a Go program was built by and from, in as many lines as that takes', async () => {
    const [found] = documentOf({ limit: 1 }).packages
    const vcs = { system: 'git', revision: '0123456789abcdef', time: '2026-01-02T03:04:05Z', modified: true }
    const build = { package: 'example.com/app', toolchain: 'go1.26.1\u001b', vcs }
    const packages = [{ ...found!, name: 'example.com/app', build }]
    const text = await page({ ...documentOf({ limit: 1 }), packages }, 60)
    expect(text.replace(/\s+/g, ' ')).toContain(
      'example.com/app was built by go1.26.1\\x1b from git 0123456789ab of 2026-01-02 with changes',
    )
    expect(text.split('\n').filter((line) => columnsOf(line) > 60)).toEqual([])
  })

  it('draws the tree', async () => {
    const text = (await page(documentOf({ tree: true, globs: ['busybox'] }))).replace(/ \d[^ \n]*/g, '')
    expect(text.split('\n').slice(0, 5)).toEqual([
      '  busybox',
      '  └─ libc6',
      '     └─ libgcc-s1',
      '        ├─ gcc-12-base',
      '        └─ libc6 (cycle)',
    ])
  })

  it('draws no more levels than there is room for', async () => {
    const document = documentOf({ tree: true, globs: ['busybox'] })
    const row = document.tree![0]!
    const tree = Array.from({ length: 1000 }, (_, depth) => ({ ...row, depth }))
    const lines = (await page({ ...document, tree })).split('\n')
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([])
    expect(lines[999]).toMatch(/^ {2}… .*└─ busybox 1/)
  })

  it('names the package that brought another', async () => {
    const document = documentOf({ globs: ['busybox'] })
    const packages = document.packages.map((found) => ({ ...found, ownedBy: { type: 'deb' as const, name: 'owner' } }))
    expect(await page({ ...document, packages })).toContain('busybox (in owner)')
  })

  it('says it where there are none', async () => {
    expect(await page(documentOf({ globs: ['none'] }))).toBe('  No packages.\n')
  })

  it('prints nothing that a terminal acts on', async () => {
    const document = documentOf({ by: 'license' })
    const hostile = <Value>(value: Value): Value =>
      JSON.parse(JSON.stringify(value), (key, field) =>
        typeof field === 'string' && ['name', 'version', 'value', 'instruction'].includes(key)
          ? `${field}\u001b[2J`
          : field,
      )
    expect(await page(hostile(document))).not.toContain('\u001b')
    expect(await page(hostile(documentOf({ tree: true })))).not.toContain('\u001b')
  })
})
