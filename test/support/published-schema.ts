import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** What a published schema (docs/schema) has against a document, fields that it does not describe included. */
export function schemaErrors(name: string, document: unknown): readonly unknown[] {
  const schema = JSON.parse(readFileSync(new URL(`../../docs/schema/${name}.schema.json`, import.meta.url), 'utf8'))
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(closed(schema))
  return validate(JSON.parse(JSON.stringify(document))) ? [] : (validate.errors ?? [])
}

/** The schema with every object closed against properties that it does not name. */
function closed(node: object): object {
  if (Array.isArray(node)) return node.map((item) => (isObject(item) ? closed(item) : item))
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, isObject(value) ? closed(value) : value]),
  )
  return 'properties' in node && 'required' in node ? { ...copy, additionalProperties: false } : copy
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
