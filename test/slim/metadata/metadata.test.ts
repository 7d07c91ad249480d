import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeLayout } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { readImage, streamFile, unpack, withImage } from '../../../src/index.ts'
import { committedLayout } from '../../e2e/support/committed-images.ts'
import { collect } from '../../support/open-layers.ts'
import { needProgram } from '../../support/programs.ts'
import { spdxErrors } from '../../support/sbom-schemas.ts'
import { slimOf, type TestSlim, type TestSlimmed } from '../../support/slim-of.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS = { env: { XDG_CACHE_HOME: join(scratch, 'cache') }, platform: 'linux/amd64' }
const WEBAPP = `oci:${committedLayout('webapp')}`
const SBOM = '/var/lib/db/sbom/imgpeek-slim.spdx.json'

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

async function slimmedLayer(layer: LayerBuilder, slim: TestSlim): Promise<TestSlimmed> {
  const { directory } = writeLayout(fresh(), { layers: [{ tar: await layer.build() }] })
  return slimOf(`oci:${directory}`, `oci:${fresh()}`, slim)
}

function textAt({ reference }: TestSlimmed, path: string): Promise<string> {
  return withImage(reference, OPTIONS, async (image) => String(await collect(streamFile(image, path))))
}

const namesOf = ({ result }: TestSlimmed): string[] => result.packages.map(({ name }) => name).sort()
const drop =
  (...prefixes: readonly string[]) =>
  ({ path }: { readonly path: string }): boolean =>
    prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))

describe('dpkg', () => {
  /** media-types goes, and of the others what is documentation. */
  const slim: TestSlim = { mode: 'packages', drops: drop('/etc/mime.types', '/usr/share/doc') }

  it('has a control file a package, and the MD5 sums of what is there', async (context) => {
    needProgram(context, 'md5sum')
    const slimmed = await slimOf(WEBAPP, `oci:${fresh()}`, slim)
    expect(slimmed.failures).toEqual([])
    expect(namesOf(slimmed)).not.toContain('media-types')
    const root = fresh()
    await withImage(slimmed.reference, OPTIONS, (image) => unpack(image, root, {}))
    const directory = join(root, 'var/lib/dpkg')
    expect(readdirSync(directory)).toEqual(['status.d'])
    const files = readdirSync(join(directory, 'status.d'))
    expect(files.filter((name) => !name.endsWith('.md5sums'))).toEqual(namesOf(slimmed))
    const sums = files
      .filter((name) => name.endsWith('.md5sums'))
      .map((name) => readFileSync(join(directory, 'status.d', name), 'utf8'))
    execFileSync('md5sum', ['--check', '--quiet', '--strict'], { cwd: root, input: sums.join('') })
    const libc = readFileSync(join(directory, 'status.d', 'libc6'), 'utf8')
    expect(libc).toMatch(/^Package: libc6\n/)
    expect(libc).not.toMatch(/^(?:Status|Conffiles):/m)
  })

  it('names the packages that dpkg-query names when it is given them', async (context) => {
    needProgram(context, 'dpkg-query')
    const slimmed = await slimOf(WEBAPP, `oci:${fresh()}`, slim)
    const paragraphs = await Promise.all(
      namesOf(slimmed).map((name) => textAt(slimmed, `/var/lib/dpkg/status.d/${name}`)),
    )
    const database = fresh()
    for (const name of ['info', 'updates']) mkdirSync(join(database, name), { recursive: true })
    const status = paragraphs.map((text) => text.replace('\n', '\nStatus: install ok installed\n')).join('\n')
    writeFileSync(join(database, 'status'), status)
    const format = ['Package', 'Version', 'Architecture'].map((field) => `\${${field}}`).join(' ')
    const list = ['--admindir', database, '--show', '--showformat', `${format}\n`]
    const expected = slimmed.plan.packages.map(
      ({ name, version, architecture }) => `${name} ${version} ${architecture}\n`,
    )
    expect(execFileSync('dpkg-query', list, { encoding: 'utf8' })).toBe(expected.sort().join(''))
  })

  it('stays a database where policies alone take away, without the packages of which nothing is left', async () => {
    const slimmed = await slimOf(WEBAPP, `oci:${fresh()}`, { ...slim, mode: 'policy' })
    expect(slimmed.failures).toEqual([])
    expect(await textAt(slimmed, '/var/lib/dpkg/status')).toMatch(/^Status: install ok installed$/m)
    expect(slimmed.result.tree.get('/var/lib/dpkg/info/media-types.md5sums')).toBeUndefined()
    expect(slimmed.result.tree.get('/var/lib/dpkg/info/libc6:amd64.md5sums')).toBeDefined()
    expect(namesOf(slimmed)).not.toContain('media-types')
  })

  it('loses and keeps the files of a database that has one a package already', async () => {
    const sums = `${'0'.repeat(32)}  usr/lib/a\n${'1'.repeat(32)}  usr/share/doc/a\n`
    const control = (name: string): string => `Package: ${name}\nVersion: 1\nArchitecture: all\n`
    const layer = new LayerBuilder()
      .file('var/lib/dpkg/status.d/a', control('a'))
      .file('var/lib/dpkg/status.d/a.md5sums', sums)
      .file('var/lib/dpkg/status.d/b', control('b'))
      .file('var/lib/dpkg/status.d/b.md5sums', `${'2'.repeat(32)}  usr/lib/b\n`)
      .file('usr/lib/a', 'a')
      .file('usr/lib/b', 'b')
      .file('usr/share/doc/a', 'a')
    const slimmed = await slimmedLayer(layer, { mode: 'files', drops: drop('/usr/lib/b', '/usr/share', '/var') })
    expect(slimmed.failures).toEqual([])
    expect(namesOf(slimmed)).toEqual(['a'])
    expect(await textAt(slimmed, '/var/lib/dpkg/status.d/a.md5sums')).toBe(`${'0'.repeat(32)}  usr/lib/a\n`)
  })

  it('states no package whose name is none', async () => {
    const layer = new LayerBuilder()
      .file(
        'var/lib/dpkg/status',
        'Package: ../../etc/x\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n',
      )
      .file('etc/passwd', '')
    const slimmed = await slimmedLayer(layer, { mode: 'files' })
    expect(slimmed.failures).toEqual([])
    expect(slimmed.result.packages).toEqual([])
  })
})

describe('apk', () => {
  const INSTALLED = [
    'C:Q1aaa\nP:one\nV:1-r0\nA:x86_64\nL:MIT\nF:\nF:usr\nF:usr/lib\nR:one\nZ:Q1bbb\nF:usr/share\nF:usr/share/doc\nM:0:0:700\nR:one\na:0:0:600\nZ:Q1ccc\n',
    'C:Q1ddd\nP:two\nV:2-r0\nA:x86_64\nF:usr/lib\nR:two\nZ:Q1eee\n',
    '',
  ].join('\n')

  const layer = (): LayerBuilder =>
    new LayerBuilder()
      .file('lib/apk/db/installed', INSTALLED)
      .file('etc/apk/world', 'one=1-r0\ntwo\nprovided\n')
      .file('usr/lib/one', '1')
      .file('usr/lib/two', '2')
      .file('usr/share/doc/one', 'd')

  it('keeps the packages that stay, and of each the files that do', async () => {
    const slimmed = await slimmedLayer(layer(), { mode: 'packages', drops: drop('/usr/lib/two', '/usr/share') })
    expect(slimmed.failures).toEqual([])
    expect(await textAt(slimmed, '/lib/apk/db/installed')).toBe(
      'C:Q1aaa\nP:one\nV:1-r0\nA:x86_64\nL:MIT\nF:\nF:usr\nF:usr/lib\nR:one\nZ:Q1bbb\n\n',
    )
    expect(await textAt(slimmed, '/etc/apk/world')).toBe('one=1-r0\nprovided\n')
  })

  it('stays as it is where nothing goes', async () => {
    const slimmed = await slimmedLayer(layer(), { mode: 'packages' })
    expect(slimmed.layers.map(({ reuses }) => reuses)).toEqual([0, null])
  })
})

describe('rpm', () => {
  it('has the manifests that scanners know in place of a database that cannot be written', async () => {
    const line = (name: string, version: string, epoch: string): string =>
      [name, version, '0', '0', '(none)', '(none)', '0', 'x86_64', epoch, `${name}-${version}.src.rpm`].join('\t')
    const layer = new LayerBuilder().file(
      'var/lib/rpmmanifest/container-manifest-2',
      `${line('one', '1-1.azl3', '0')}\n${line('two', '2-1.azl3', '3')}\n`,
    )
    const slimmed = await slimmedLayer(layer, { mode: 'packages' })
    expect(slimmed.failures).toEqual([])
    expect(slimmed.result.packages.map(({ version }) => version)).toEqual(['1-1.azl3', '3:2-1.azl3'])
    const fewer = await slimmedLayer(layer, { mode: 'packages', keeps: ({ name }) => name === 'two' })
    expect(fewer.failures).toEqual([])
    expect(await textAt(fewer, '/var/lib/rpmmanifest/container-manifest-2')).toBe(`${line('two', '2-1.azl3', '3')}\n`)
    expect(await textAt(fewer, '/var/lib/rpmmanifest/container-manifest-1')).toBe('two-2-1.azl3.x86_64\n')
    expect(fewer.plan.doubts).toHaveLength(1)
  })
})

describe('packages of languages', () => {
  it('stay stated where something of them stays', async () => {
    const layer = new LayerBuilder()
      .file('app/node_modules/kept/package.json', '{"name":"kept","version":"1.0.0"}')
      .file('app/node_modules/kept/index.js', '')
      .file('app/node_modules/gone/package.json', '{"name":"gone","version":"1.0.0"}')
    const slimmed = await slimmedLayer(layer, {
      mode: 'files',
      drops: drop('/app/node_modules/kept/package.json', '/app/node_modules/gone'),
    })
    expect(slimmed.failures).toEqual([])
    expect(namesOf(slimmed)).toEqual(['kept'])
  })
})

describe('the SPDX document', () => {
  it('states the packages that are there, and is valid', async () => {
    const slimmed = await slimOf(WEBAPP, `oci:${fresh()}`, { mode: 'packages', drops: drop('/etc/mime.types') })
    const document = JSON.parse(await textAt(slimmed, SBOM))
    const purls = document.packages.flatMap(({ externalRefs = [] }) =>
      externalRefs.map(({ referenceLocator }: { referenceLocator: string }) => referenceLocator),
    )
    for (const { purl } of slimmed.result.packages) expect(purls).toContain(purl)
    expect(document.spdxVersion).toBe('SPDX-2.3')
    expect(spdxErrors(document)).toEqual([])
  })
})

it('reads back what it reads of what it writes', async () => {
  const slimmed = await slimOf(WEBAPP, `oci:${fresh()}`, { mode: 'packages', drops: drop('/usr/share/doc') })
  const { packages } = await readImage(slimmed.reference, OPTIONS)
  expect(packages).toEqual(slimmed.result.packages)
})
