import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderInspectPage } from '../../src/report/inspect-page.ts'
import { SECTIONS } from '../../src/report/page/sections.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { sampleDocument, sampleLayer, samplePackage } from './sample-document.ts'

const page = { width: 80, color: false, sections: [] as string[] }

describe('the page', () => {
  it('answers at a glance', async () => {
    await expect(await renderInspectPage(sampleDocument(), page)).toMatchFileSnapshot('snapshots/page-80.txt')
  })

  it('says more where the terminal is wider', async () => {
    await expect(await renderInspectPage(sampleDocument(), { ...page, width: 120 })).toMatchFileSnapshot(
      'snapshots/page-120.txt',
    )
  })

  it.each([60, 80, 120])('fits %d columns', async (width) => {
    for (const line of (await renderInspectPage(sampleDocument(), { ...page, width })).split('\n')) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('has room for a whole digest in 80 columns', async () => {
    const document = sampleDocument()
    expect(await renderInspectPage(document, page)).toContain(`Digest   ${document.digest}\n`)
  })

  it('is the same in colour, but for the colour', async () => {
    const colored = await renderInspectPage(sampleDocument(), { ...page, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(await renderInspectPage(sampleDocument(), page))
  })

  it('leaves out what is not there', async () => {
    const { size, binaries } = sampleDocument()
    const text = await renderInspectPage(
      sampleDocument({
        size: { ...size, reclaimableBytes: 0 },
        binaries: { ...binaries, elf: 0 },
        packages: [],
        warnings: [],
      }),
      page,
    )
    expect(text).not.toMatch(/^(Waste|Binaries|Warnings)$/m)
    expect(text).not.toContain('Version')
  })

  it('shows an image without a manifest, a config, a system or a layer', async () => {
    const document = sampleDocument({
      digest: null,
      mediaType: null,
      imageId: null,
      created: null,
      os: null,
      libc: { family: 'none', version: null, loader: null },
      base: { family: 'scratch', variant: null, tags: [], evidence: [] },
      layers: [],
    })
    const text = await renderInspectPage(document, page)
    for (const label of ['Digest', 'Image ID', 'Created', 'System', 'libc']) {
      expect(text).toMatch(new RegExp(`^${label} +none$`, 'm'))
    }
    expect(text).toContain('The image has no layers.')
  })

  it('says which library keeps the entrypoint from starting', async () => {
    expect(await renderInspectPage(sampleDocument(), page)).toContain('/app/checkout cannot start without libfoo.so.1')
  })

  it('lets nothing from an image reach the terminal as a command', async () => {
    const evil = fc.string({ unit: fc.constantFrom('\u001b[2J', '\u009b', '\n', '\u202e', 'a', ' ', '日') })
    await fc.assert(
      fc.asyncProperty(
        evil,
        fc.constantFrom(...SECTIONS.map((section) => section.name), undefined),
        async (text, section) => {
          const { config, posture, base } = sampleDocument()
          const document = sampleDocument({
            reference: text,
            created: text,
            platform: { os: text, architecture: text, variant: text, 'os.version': text },
            os: { id: text, versionId: text, prettyName: text },
            libc: { family: 'musl', version: text, loader: text },
            base: { ...base, family: text, variant: text, tags: [text], evidence: [text] },
            config: { ...config, entrypoint: [text], cmd: [text], env: [text], labels: { [text]: text }, user: text },
            posture: { ...posture, user: text, shells: [text], capabilities: [{ path: text, capabilities: text }] },
            layers: [sampleLayer({ instruction: text, reclaimableBytes: 1 })],
            packages: [samplePackage({ type: text, name: text, version: text })],
            binaries: {
              elf: 1,
              dynamic: 1,
              static: 0,
              requires: { [text]: text },
              unresolved: [{ path: text, needs: text }],
              entrypoint: { path: text, unresolved: [text] },
            },
            warnings: [text],
          })
          const sections = section === undefined ? [] : [section]
          const lines = (await renderInspectPage(document, { ...page, sections })).split('\n')
          for (const line of lines) {
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
            expect(columnsOf(line)).toBeLessThanOrEqual(80)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('an image that is made to be long', () => {
  const long = '長い '.repeat(1_000_000)

  it('gets a page as any other', async () => {
    const { posture } = sampleDocument()
    const document = sampleDocument({
      reference: long,
      layers: [sampleLayer({ instruction: long })],
      posture: { ...posture, worldWritable: Array.from({ length: 200_000 }, (_, i) => `/${i}`) },
      warnings: [long.slice(0, 20_000).replaceAll(' ', '')],
    })
    const text = await renderInspectPage(document, page)
    expect(text).toMatch(/World-writable +200,000: \/0, \/1, .* and 199,99\d more\n/)
  })
})

describe('a section that is asked for', () => {
  it('stands alone', async () => {
    const text = await renderInspectPage(sampleDocument(), { ...page, sections: ['config'] })
    await expect(text).toMatchFileSnapshot('snapshots/config.txt')
  })

  it.each(SECTIONS.map((section) => section.name))(
    'has something to say of %s even where there is nothing',
    async (name) => {
      const { size, posture, config } = sampleDocument()
      const nothing = sampleDocument({
        layers: [],
        packages: [],
        warnings: [],
        size: { ...size, reclaimableBytes: 0, layerBytes: 0 },
        binaries: { elf: 0, dynamic: 0, static: 0, requires: {}, unresolved: [], entrypoint: null },
        config: { ...config, entrypoint: [], cmd: [], env: [], healthcheck: null },
        posture: { ...posture, shells: [], setuid: [], worldWritable: [] },
      })
      const lines = (await renderInspectPage(nothing, { ...page, sections: [name] })).trimEnd().split('\n')
      expect(lines.length).toBeGreaterThan(1)
    },
  )

  it('comes in the order of the page, however it is asked for', async () => {
    const text = await renderInspectPage(sampleDocument(), { ...page, sections: ['posture', 'layers'] })
    expect(text.match(/^[A-Z]\w+$/gm)).toEqual(['Layers', 'Posture'])
  })

  it('lists every package, where the page lists the ten largest', async () => {
    const packages = Array.from({ length: 5000 }, (_, i) => samplePackage({ name: `name-${i}`, installedBytes: i }))
    const rows = (text: string): string[] => text.match(/name-\d+/g) ?? []
    const all = rows(await renderInspectPage(sampleDocument({ packages }), { ...page, sections: ['packages'] }))
    const some = await renderInspectPage(sampleDocument({ packages }), page)
    expect(all).toHaveLength(5000)
    expect(rows(some)).toEqual(all.slice(0, 10))
    expect(all[0]).toBe('name-4999')
    expect(some).toContain('and 4,990 smaller: --section packages')
  })

  it('counts packages that others brought apart, and names who brought them', async () => {
    const ownedBy = { type: 'deb', name: 'python3-yaml' }
    const packages = [
      samplePackage({ name: 'python3-yaml', installedBytes: 2_000_000 }),
      samplePackage({ type: 'pypi', name: 'PyYAML', installedBytes: 3_000_000, ownedBy }),
      samplePackage({ type: 'pypi', name: 'six', installedBytes: 1_000_000 }),
    ]
    const text = await renderInspectPage(sampleDocument({ packages }), page)
    expect(text).toMatch(/^ {2}deb +1 +7 +2\.0 MB$/m)
    expect(text).toMatch(/^ {2}pypi, within deb +1$/m)
    expect(text).toMatch(/^ {2}pypi +1 +7 +1\.0 MB$/m)
    expect(text).not.toContain('PyYAML')
    const full = await renderInspectPage(sampleDocument({ packages }), { ...page, sections: ['packages'] })
    expect(full).toMatch(/^ {2}PyYAML \(in python3-yaml\) .* 3\.0 MB$/m)
  })

  it('lists every set-uid file, where the page names the first', async () => {
    const setuid = Array.from({ length: 40 }, (_, i) => `/usr/bin/tool-${i}`)
    const { posture } = sampleDocument()
    const document = sampleDocument({ posture: { ...posture, setuid } })
    const full = await renderInspectPage(document, { ...page, sections: ['posture'] })
    for (const path of setuid) expect(full).toContain(`${path}\n`)
    expect(await renderInspectPage(document, page)).toMatch(/40: \/usr\/bin\/tool-0, .* and \d+ more\n/)
  })
})
