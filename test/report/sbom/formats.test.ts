import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import type { SbomDocument } from '../../../src/index.ts'
import { SBOM_FORMATS } from '../../../src/report/sbom/formats.ts'
import { writtenName, writtenText } from '../../../src/sbom/written-text.ts'
import { COMMITTED_IMAGES, committedLayout } from '../../e2e/support/committed-images.ts'
import { needProgram } from '../../support/programs.ts'
import { sbomOf, sbomOfLayers, writtenSbom } from '../../support/sbom-of.ts'
import { cycloneDxErrors, cycloneDxXmlErrors, spdxErrors } from '../../support/sbom-schemas.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** Two npm packages, one in the other's Debian package, with every kind of license, and a name that each format must escape. */
async function sample(): Promise<SbomDocument> {
  const status = 'Package: node-ms\nStatus: install ok installed\nArchitecture: all\nVersion: 1:2.0\nDepends: a\n'
  const copyright = 'Format: x\n\nFiles: *\nLicense: GPL-2+\n\nFiles: a\nLicense: Beer & <wine>\n'
  const npm = (name: string, license: string): string => JSON.stringify({ name, version: '2.0.0', license })
  const ms = 'usr/share/nodejs/ms/package.json'
  const layer = new LayerBuilder()
    .file('etc/os-release', 'ID=debian\nVERSION_ID=12\nPRETTY_NAME="Debian <12>"\n')
    .file('var/lib/dpkg/status', `${status}\nPackage: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n`)
    .file('var/lib/dpkg/info/node-ms.list', `/${ms}\n/usr/share/doc/node-ms/copyright\n/usr/a <text>\n`)
    .file('usr/share/doc/node-ms/copyright', copyright)
    .file('usr/a <text>', 'a')
    .file(ms, npm('ms', 'MIT'))
    .file('app/node_modules/@acme/b/package.json', npm('@acme/b', '(MIT OR Apache-2.0)'))
  return sbomOfLayers(scratch, [layer, new LayerBuilder().file('opt/tool', '#!/bin/sh\n', { mode: 0o755 })])
}

describe.each(COMMITTED_IMAGES)('the SBOM of %s', async (name) => {
  const document = await sbomOf(`oci:${committedLayout(name)}`, { files: 'all' })

  it('is what CycloneDX’s JSON schema describes', async () => {
    expect(cycloneDxErrors(JSON.parse(await writtenSbom(document, 'cyclonedx-json')))).toEqual([])
  })

  it('is what CycloneDX’s XML schema describes', async (context) => {
    needProgram(context, 'xmllint')
    expect(cycloneDxXmlErrors(await writtenSbom(document, 'cyclonedx-xml'))).toBe('')
  })

  it('is what SPDX’s JSON schema describes', async () => {
    expect(spdxErrors(JSON.parse(await writtenSbom(document, 'spdx-json')))).toEqual([])
  })

  it('is the same, byte for byte, when it is made again', async () => {
    const again = await sbomOf(`oci:${committedLayout(name)}`, { files: 'all' })
    for (const format of SBOM_FORMATS)
      expect(await writtenSbom(again, format)).toBe(await writtenSbom(document, format))
  })
})

describe('the schemas', () => {
  it('do not take everything', async (context) => {
    const document = await sample()
    const cycloneDx = JSON.parse(await writtenSbom(document, 'cyclonedx-json'))
    expect(cycloneDxErrors({ ...cycloneDx, serialNumber: 'x' })).not.toEqual([])
    expect(cycloneDxErrors({ ...cycloneDx, components: [{ type: 'package', name: 'x' }] })).not.toEqual([])
    const spdx = JSON.parse(await writtenSbom(document, 'spdx-json'))
    expect(spdxErrors({ ...spdx, more: 1 })).not.toEqual([])
    needProgram(context, 'xmllint')
    const xml = await writtenSbom(document, 'cyclonedx-xml')
    expect(cycloneDxXmlErrors(xml.replace('type="library"', 'type="package"'))).toContain('package')
  })
})

describe('CycloneDX', () => {
  it('holds what a package brought within it, and files with their hashes', async () => {
    const { metadata, components, dependencies } = JSON.parse(await writtenSbom(await sample(), 'cyclonedx-json'))
    expect(metadata.component).toMatchObject({ type: 'container', name: 'docker.io/acme/app', version: '1.0' })
    const [os, a, ms, acme, tool] = components
    expect(components).toHaveLength(5)
    expect(os).toMatchObject({ type: 'operating-system', name: 'debian', version: '12', description: 'Debian <12>' })
    expect(ms).toMatchObject({ name: 'node-ms', version: '1:2.0' })
    expect(ms.licenses.map(({ license }: { license: object }) => license)).toEqual([
      { name: 'Beer & <wine>', acknowledgement: 'declared' },
      { id: 'GPL-2.0-or-later', acknowledgement: 'declared' },
    ])
    expect(ms.components).toMatchObject([
      { type: 'library', name: 'ms', purl: 'pkg:npm/ms@2.0.0' },
      {
        type: 'file',
        name: '/usr/a <text>',
        hashes: [{ alg: 'SHA-256', content: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
      { type: 'file', name: '/usr/share/doc/node-ms/copyright' },
      { type: 'file', name: '/usr/share/nodejs/ms/package.json' },
    ])
    expect(acme).toMatchObject({
      group: '@acme',
      name: 'b',
      licenses: [{ expression: 'MIT OR Apache-2.0', acknowledgement: 'declared' }],
    })
    expect(tool).toMatchObject({ type: 'file', properties: [{ name: 'imgpeek:layer:index', value: '1' }] })
    expect(dependencies).toContainEqual({ ref: ms['bom-ref'], dependsOn: [a['bom-ref']] })
    expect(dependencies[0]).toEqual({ ref: 'image', dependsOn: ['os', ms['bom-ref'], acme['bom-ref']] })
  })

  it('says of each package its layer', async () => {
    const { components } = JSON.parse(await writtenSbom(await sample(), 'cyclonedx-json'))
    expect(components[1].properties).toEqual([
      { name: 'imgpeek:package:type', value: 'deb' },
      { name: 'imgpeek:package:location', value: '/var/lib/dpkg/status' },
      { name: 'imgpeek:layer:index', value: '0' },
      { name: 'imgpeek:layer:diffId', value: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ])
  })
})

describe('SPDX', () => {
  it('describes the image, which contains everything once, and says what depends on what', async () => {
    const document = await sample()
    const { packages, files, relationships } = JSON.parse(await writtenSbom(document, 'spdx-json'))
    const names = new Map<string, string>([
      ['SPDXRef-DOCUMENT', 'DOCUMENT'],
      ...packages.map(({ SPDXID, name }: Record<string, string>) => [SPDXID, name]),
      ...files.map(({ SPDXID, fileName }: Record<string, string>) => [SPDXID, fileName]),
    ])
    expect(
      relationships.map(({ spdxElementId, relationshipType, relatedSpdxElement }: Record<string, string>) =>
        [names.get(spdxElementId!), relationshipType, names.get(relatedSpdxElement!)].join(' '),
      ),
    ).toEqual([
      'DOCUMENT DESCRIBES docker.io/acme/app',
      'docker.io/acme/app CONTAINS debian',
      'docker.io/acme/app CONTAINS a',
      'docker.io/acme/app CONTAINS node-ms',
      'docker.io/acme/app CONTAINS @acme/b',
      'node-ms CONTAINS ms',
      'node-ms DEPENDS_ON a',
      '@acme/b CONTAINS ./app/node_modules/@acme/b/package.json',
      'docker.io/acme/app CONTAINS ./opt/tool',
      'node-ms CONTAINS ./usr/a <text>',
      'node-ms CONTAINS ./usr/share/doc/node-ms/copyright',
      'node-ms CONTAINS ./usr/share/nodejs/ms/package.json',
    ])
  })

  it('defines the licenses that its list does not have', async () => {
    const { packages, hasExtractedLicensingInfos } = JSON.parse(await writtenSbom(await sample(), 'spdx-json'))
    const [beer] = hasExtractedLicensingInfos
    expect(hasExtractedLicensingInfos).toEqual([
      {
        licenseId: expect.stringMatching(/^LicenseRef-[A-Za-z0-9.-]+$/),
        name: 'Beer & <wine>',
        extractedText: 'Beer & <wine>',
      },
    ])
    expect(packages.map(({ licenseDeclared }: { licenseDeclared: string }) => licenseDeclared)).toEqual([
      'NOASSERTION',
      'NOASSERTION',
      'NOASSERTION',
      `${beer.licenseId} AND GPL-2.0-or-later`,
      'MIT OR Apache-2.0',
      'MIT',
    ])
  })

  it('has the code of a package’s files, if it has their SHA-1', async () => {
    const document = await sample()
    const codes = async (sbom: SbomDocument): Promise<unknown[]> =>
      JSON.parse(await writtenSbom(sbom, 'spdx-json')).packages.map((found: Record<string, unknown>) => [
        found.filesAnalyzed,
        found.packageVerificationCode,
      ])
    const code = { packageVerificationCodeValue: expect.stringMatching(/^[0-9a-f]{40}$/) }
    const without = [false, undefined]
    expect(await codes(document)).toEqual([[true, code], without, without, [true, code], [true, code], without])
    const files = document.files.map((file) => ({ ...file, sha1: null }))
    expect(await codes({ ...document, files })).toEqual(Array.from({ length: 6 }, () => without))
  })

  it('says the same in its tag-value format', async () => {
    const document = await sample()
    const spdx = JSON.parse(await writtenSbom(document, 'spdx-json'))
    const tags = tagsOf(await writtenSbom(document, 'spdx-tag'))
    const values = (name: string): string[] => tags.flatMap(([tag, value]) => (tag === name ? [value] : []))
    expect(values('PackageName')).toEqual(spdx.packages.map(({ name }: { name: string }) => name))
    expect(values('PackageLicenseDeclared')).toEqual(
      spdx.packages.map(({ licenseDeclared }: { licenseDeclared: string }) => licenseDeclared),
    )
    expect(values('FileName')).toEqual(
      spdx.files.map(({ fileName }: { fileName: string }) => fileName.replace('<text>', '&lt;text>')),
    )
    expect(values('FileChecksum')).toHaveLength(2 * spdx.files.length)
    expect(values('Relationship')).toEqual(
      spdx.relationships.map((each: Record<string, string>) =>
        [each.spdxElementId, each.relationshipType, each.relatedSpdxElement].join(' '),
      ),
    )
    expect(values('PrimaryPackagePurpose')).toEqual(['CONTAINER', 'OPERATING-SYSTEM'])
  })
})

describe('whatever an image says', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'x\nPackageName: injected',
      '<text>',
      '</text>',
      ']]><x/>&amp;',
      '\u0000\u001b[2J\ufffe\u2028\udc80',
      'a'.repeat(5000),
    ),
  )
  const hostile = fc.tuple(text, text, text, text, text)

  /** An SBOM with these texts wherever an image's texts stand. */
  function documentOf(base: SbomDocument, [name, version, license, path, location]: readonly string[]): SbomDocument {
    const [first] = base.packages
    return {
      ...base,
      os: { id: writtenName(name!), version: writtenName(version!), prettyName: writtenName(license!) },
      packages: [
        {
          ...first!,
          name: writtenName(name!),
          version: writtenName(version!),
          licenses: [{ name: writtenText(license!) }, { name: writtenText(path!) }],
          location: writtenText(location!),
          dependsOn: [],
        },
      ],
      files: [{ ...base.files[0]!, path: `/${writtenText(path!)}`, package: first!.id }],
    }
  }

  it('stays a text, in JSON, XML and tag-value', async (context) => {
    needProgram(context, 'xmllint')
    const base = await sample()
    const lines = tagsOf(await writtenSbom(documentOf(base, ['a', 'b', 'c', 'd', 'e']), 'spdx-tag')).map(([tag]) => tag)
    await fc.assert(
      fc.asyncProperty(hostile, async (texts) => {
        const document = documentOf(base, texts)
        expect(cycloneDxErrors(JSON.parse(await writtenSbom(document, 'cyclonedx-json')))).toEqual([])
        expect(spdxErrors(JSON.parse(await writtenSbom(document, 'spdx-json')))).toEqual([])
        expect(cycloneDxXmlErrors(await writtenSbom(document, 'cyclonedx-xml'))).toBe('')
        const tag = await writtenSbom(document, 'spdx-tag')
        expect(tag).not.toMatch(/<\/?text>/i)
        const optional = new Set(['PackageVersion', 'LicenseID', 'ExtractedText', 'LicenseName'])
        const fixed = (names: readonly string[]): string[] => names.filter((name) => !optional.has(name))
        expect(fixed(tagsOf(tag).map(([name]) => name))).toEqual(fixed(lines))
      }),
      { numRuns: 40 },
    )
  })
})

/** The lines of a tag-value document; each must be a tag with a value. */
function tagsOf(text: string): [tag: string, value: string][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, tag, value] = /^([A-Za-z]+): (.*)$/.exec(line) ?? expect.fail(`no tag: ${line}`)
      return [tag!, value!]
    })
}
