import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

const SCHEMAS = new URL('../report/schema/', import.meta.url)

/** What SARIF's published schema has against a log. */
export function sarifErrors(log: unknown): readonly unknown[] {
  const formats = {
    uri: /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i,
    'uri-reference': /^[^\s<>"{}|\\^`]*$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
  }
  validateSarif ??= new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats }).compile(
    schema('sarif-2.1.0.schema.json'),
  )
  return validateSarif(log) ? [] : (validateSarif.errors ?? [])
}

let validateSarif: ValidateFunction | undefined

/** What GitLab's documentation has against a Code Quality report. */
export function codeQualityErrors(report: unknown): readonly unknown[] {
  validateCodeQuality ??= new Ajv2020({ allErrors: true }).compile(schema('codequality.schema.json'))
  return validateCodeQuality(report) ? [] : (validateCodeQuality.errors ?? [])
}

let validateCodeQuality: ValidateFunction | undefined

/** What the schema of Jenkins' xUnit plugin has against a report, in the words of xmllint (Debian's libxml2-utils). */
export function junitErrors(xml: string): string {
  const path = fileURLToPath(new URL('junit-10.xsd', SCHEMAS))
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', path, '-'], {
    input: xml,
    encoding: 'utf8',
  })
  return status === 0 ? '' : stderr
}

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8'))
}
