import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { ImageInventory } from '../../src/index.ts'
import { runProgram } from '../e2e/support/run-program.ts'
import { fixtureImage } from '../support/image-of.ts'
import { openLayers } from '../support/open-layers.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { sbomOf } from './sbom-of.ts'

const scratch = temporaryDirectory()
const cycloneDx = join(
  dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
  'res/schema',
)

/** Names and licenses that try to end the value that they stand in. */
const status = `Package: <evil>&amp;"' ]]> {
Status: install ok installed
Architecture: amd64
Version: 1:2</version>-3
Maintainer: a
Description: x

Package: plain
Status: install ok installed
Architecture: amd64
Version: 1
Description: x
`

const IMAGES: Readonly<Record<string, ImageInventory>> = {
  webapp: await fixtureImage('webapp'),
  'odd-layers': await fixtureImage('odd-layers'),
  'a static program': await fixtureImage('static'),
  'hostile names': await openLayers(
    scratch,
    [
      new LayerBuilder()
        .file('var/lib/dpkg/status', status)
        .file(
          'usr/share/doc/plain/copyright',
          'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: </text> & <b> "x"\n',
        )
        .file('a\nSPDXID: SPDXRef-DOCUMENT\u001b]0;x\u0007', 'x')
        .file('</text>\ud83d\ude00\u202e\ufffe', 'x'),
    ],
    async (inventory) => inventory,
  ),
}

describe.each(Object.keys(IMAGES))('the bill of %s', (name) => {
  it('is valid CycloneDX 1.6 in JSON', async () => {
    const document = JSON.parse(await sbomOf(IMAGES[name]!, 'cyclonedx-json'))
    expect(document).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
    expect(errorsOf(cycloneDxSchema(), document)).toEqual([])
  })

  it('is valid CycloneDX 1.6 in XML', async (context) => {
    needProgram(context, 'xmllint')
    const path = join(scratch, 'bom.xml')
    writeFileSync(path, await sbomOf(IMAGES[name]!, 'cyclonedx-xml'))
    const schema = join(cycloneDx, 'bom-1.6.SNAPSHOT.xsd')
    await runProgram('xmllint', '--noout', '--nonet', '--schema', schema, path) // fails where it is not valid
    expect(readFileSync(path, 'utf8')).toContain('xmlns="http://cyclonedx.org/schema/bom/1.6"')
  })

  it('is valid SPDX 2.3 in JSON', async () => {
    const document = JSON.parse(await sbomOf(IMAGES[name]!, 'spdx-json'))
    expect(document).toMatchObject({ spdxVersion: 'SPDX-2.3' })
    expect(errorsOf(spdxSchema(), document)).toEqual([])
  })

  it('says in tags and values what it says in JSON', async () => {
    const image = IMAGES[name]!
    const document = JSON.parse(await sbomOf(image, 'spdx-json'))
    const lines = (await sbomOf(image, 'spdx-tag')).trimEnd().split('\n')
    const valuesOf = (tag: string): string[] =>
      lines.filter((line) => line.startsWith(`${tag}: `)).map((line) => line.slice(tag.length + 2))
    expect(lines.filter((line) => line !== '' && !/^[A-Z][A-Za-z]+: ./.test(line))).toEqual([])
    const { packages, files, relationships, hasExtractedLicensingInfos: licenses } = document
    const ids = [document, ...files, ...packages].map((element: { SPDXID: string }) => element.SPDXID)
    expect(valuesOf('SPDXID')).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(valuesOf('PackageName')).toEqual(packages.map((found: { name: string }) => found.name))
    expect(valuesOf('FileName')).toEqual(files.map((file: { fileName: string }) => file.fileName))
    expect(valuesOf('PackageLicenseDeclared')).toEqual(
      packages.map((found: { licenseDeclared: string }) => found.licenseDeclared),
    )
    expect(valuesOf('LicenseID')).toEqual(licenses.map((license: { licenseId: string }) => license.licenseId))
    expect(valuesOf('Relationship')).toHaveLength(relationships.length)
    const known = new Set(ids)
    for (const { spdxElementId, relatedSpdxElement } of relationships) {
      expect([known.has(spdxElementId), known.has(relatedSpdxElement)]).toEqual([true, true])
    }
  })

  it.each(['cyclonedx-json', 'cyclonedx-xml', 'spdx-json', 'spdx-tag'] as const)(
    'is the same twice: %s',
    async (format) => {
      expect(await sbomOf(IMAGES[name]!, format)).toBe(await sbomOf(IMAGES[name]!, format))
    },
  )
})

function cycloneDxSchema(): ValidateFunction {
  const ajv = lenientAjv()
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`
    ajv.addSchema(readJson(join(cycloneDx, file)), `http://cyclonedx.org/schema/${file}`)
  }
  return ajv.compile(readJson(join(cycloneDx, 'bom-1.6.SNAPSHOT.schema.json')))
}

function spdxSchema(): ValidateFunction {
  return lenientAjv().compile(readJson(join(import.meta.dirname, 'schema/spdx-2.3.schema.json')))
}

/** The schemas use words that Ajv's strict mode does not know, and formats that it has not built in. */
function lenientAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false })
  ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)))
  ajv.addFormat('idn-email', true)
  ajv.addFormat('iri-reference', true)
  ajv.addFormat('iri', true)
  ajv.addFormat('uri', (text) => URL.canParse(text))
  return ajv
}

function errorsOf(validate: ValidateFunction, document: unknown): unknown[] {
  return validate(document) ? [] : (validate.errors ?? [])
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
