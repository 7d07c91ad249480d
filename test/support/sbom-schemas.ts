import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'

/** The schemas that CycloneDX's library comes with: they are not among what it exports. */
const CYCLONEDX = join(
  dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
  'res/schema',
)

/** What SPDX 2.3's published JSON schema has against a document. */
export function spdxErrors(document: unknown): readonly unknown[] {
  validateSpdx ??= new Ajv2019({ allErrors: true, strict: false, formats: FORMATS }).compile(
    readJson(new URL('../sbom/schema/spdx-2.3.schema.json', import.meta.url)),
  )
  return validateSpdx(document) ? [] : (validateSpdx.errors ?? [])
}

let validateSpdx: ValidateFunction | undefined

/** What CycloneDX 1.6's published JSON schema has against a document. */
export function cycloneDxErrors(document: unknown): readonly unknown[] {
  validateCycloneDx ??= cycloneDxValidator()
  return validateCycloneDx(document) ? [] : (validateCycloneDx.errors ?? [])
}

let validateCycloneDx: ValidateFunction | undefined

function cycloneDxValidator(): ValidateFunction {
  // its schema has keywords of its own (meta:enum), and formats that ajv does not know by itself
  const ajv = new Ajv({ allErrors: true, strict: false, formats: FORMATS })
  for (const name of ['jsf-0.82', 'spdx', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`
    ajv.addSchema(readJson(join(CYCLONEDX, file)), `http://cyclonedx.org/schema/${file}`)
  }
  return ajv.compile(readJson(join(CYCLONEDX, 'bom-1.6.SNAPSHOT.schema.json')))
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  'iri-reference': /^[^\s<>"{}|\\^`]*$/,
  'idn-email': /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`]*$/,
  email: /^[^\s@]+@[^\s@]+$/,
}

/**
 * What CycloneDX 1.6's published XML schema has against a document, in the words of xmllint (Debian's libxml2-utils); empty for
 * nothing.
 */
export function cycloneDxXmlErrors(xml: string): string {
  const schema = join(CYCLONEDX, 'bom-1.6.SNAPSHOT.xsd')
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--huge', '--schema', schema, '-'], {
    input: xml,
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr
}

function readJson(path: string | URL): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8'))
}
