import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BaseFit, type FitDocument, fitApp, fitDocument, tryBase } from '../../src/index.ts'
import { renderFitPage } from '../../src/report/fit-page.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'
import { ALPINE_MUSL, DEBIAN_GLIBC, library, program } from '../catalogers/elf/elf-tree.ts'
import { imageFrom } from '../fit/image.ts'

const page = { width: 80, color: false }
const MULTIARCH = '/usr/lib/x86_64-linux-gnu'
let document: FitDocument

beforeAll(() => {
  const glibc = { family: 'glibc', version: '2.36' } as const
  const system = {
    ...DEBIAN_GLIBC,
    '/etc/os-release': 'ID=debian\n',
    '/etc/ssl/certs/ca-certificates.crt': 'x'.repeat(200_000),
    [`${MULTIARCH}/libz.so.1`]: { symlink: 'libz.so.1.2.13' },
    [`${MULTIARCH}/libz.so.1.2.13`]: library(['libc.so.6']),
    [`${MULTIARCH}/libffi.so.8`]: library(['libc.so.6']),
  }
  const own = {
    '/usr/local/bin/server': program(['libz.so.1', 'libssl.so.3'], { functions: ['dlopen'] }),
    '/usr/local/lib/plugin.so': library(['libffi.so.8']),
    '/usr/lib/libssl.so.3': library([], { soname: 'libssl.so.3' }),
    '/etc/passwd': 'app:x:1000:1000::/:/bin/sh\n',
  }
  const packages = [
    { type: 'deb', name: 'zlib1g', paths: [`${MULTIARCH}/libz.so.1.2.13`] },
    { type: 'deb', name: 'libc6', paths: [`${MULTIARCH}/libc.so.6`, `${MULTIARCH}/ld-linux-x86-64.so.2`] },
  ] as const
  const layers = [
    { files: system, instruction: 'ADD rootfs.tar.xz /' },
    { files: own, instruction: 'COPY server /usr/local/' },
  ]
  const config = { entrypoint: ['server'], cmd: ['--port', '8080'], user: 'app', env: ['PATH=/usr/local/bin'] }
  const app = fitApp(imageFrom({ layers, config, packages, libc: glibc, os: 'debian' }))
  const aged = { ...DEBIAN_GLIBC, [`${MULTIARCH}/libz.so.1`]: library(['libc.so.6', 'libgone.so']) }
  const bases = {
    'debian:12-slim': {
      layers: [{ files: { ...system, '/etc/passwd': 'app:x:1:1::/:/x\n' } }],
      libc: glibc,
      os: 'debian',
    },
    'alpine:3.20': {
      layers: [{ files: ALPINE_MUSL }],
      libc: { family: 'musl', version: '1.2.5' } as const,
      os: 'alpine',
    },
    scratch: { layers: [] },
    'old:1': { layers: [{ files: aged }], libc: glibc },
  }
  const tried = Object.entries(bases).map(([label, base]): BaseFit => tryBase(app, imageFrom(base), { label }))
  document = fitDocument(app, tried)
})

describe('the page', () => {
  it('answers at a glance', async () => {
    await expect(await renderFitPage(document, page)).toMatchFileSnapshot('snapshots/fit.txt')
  })

  it.each([60, 80, 120])('fits %d columns', async (width) => {
    for (const line of (await renderFitPage(document, { ...page, width })).split('\n')) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('is the same in colour, but for the colour', async () => {
    const colored = await renderFitPage(document, { ...page, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(await renderFitPage(document, page))
  })

  it('prints nothing that a terminal would act on, and one line for each thing, whatever an image says', async () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', '/', ' ', '\n', '\u001b[31m', '\u202e', '\r', '\u0000', '語'),
    })
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const lines = (await renderFitPage(withText(document, text), page)).split('\n')
        for (const line of lines) {
          expect(columnsOf(line)).toBeLessThanOrEqual(80)
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        }
      }),
      { numRuns: 50 },
    )
  })
})

/** The document with this text wherever an image has a say. */
function withText({ app, bases }: FitDocument, text: string): FitDocument {
  const plan = {
    kind: 'dockerfile',
    title: text,
    parts: [],
    notCovered: [{ what: text, paths: [text] }],
    notes: [text],
  } as const
  return {
    schemaVersion: 1,
    app: {
      ...app,
      reference: text,
      command: [text],
      user: text,
      own: { ...app.own, evidence: text },
    },
    bases: bases.map((base) => ({
      ...base,
      label: text,
      reasons: base.reasons.length === 0 ? [] : [text],
      unknown: [text, `${base.label} ${text}`],
      checks: base.checks.map((check) => ({ ...check, says: [text] })),
      add: base.add.map((addition) => ({
        ...addition,
        path: text,
        text: addition.text === null ? null : text,
        package: addition.package === null ? null : { ...addition.package, name: text, version: text },
      })),
      plans: [plan],
    })),
    leftOut: [{ label: text, reference: text, reason: 'broken', message: text }],
  }
}
