import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, expect, test } from 'vitest'
import type { PodDocument } from '../../src/index.ts'
import { closedSchema } from '../support/closed-schema.ts'
import { podsOf } from '../support/pods.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { COMMITTED_IMAGES, committedLayout } from './support/committed-images.ts'

const scratch = temporaryDirectory()
const published = (name: string) =>
  closedSchema(JSON.parse(readFileSync(new URL(`../../docs/schema/${name}.schema.json`, import.meta.url), 'utf8')))
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  .addSchema(published('inspect'), 'inspect.schema.json')
  .compile(published('pod'))

function errorsIn(document: unknown): unknown {
  return validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors
}

let document: PodDocument

beforeAll(async () => {
  const containers = COMMITTED_IMAGES.map((name) => ({
    name,
    image: `${name}:1`,
    securityContext: { runAsNonRoot: true },
  }))
  const pod = { kind: 'Pod', metadata: { name: 'p', namespace: 'n' }, spec: { containers } }
  const images = Object.fromEntries(COMMITTED_IMAGES.map((name) => [`${name}:1`, `oci:${committedLayout(name)}`]))
  document = await podsOf({ kind: 'List', items: [pod, { kind: 'Service' }, pod] }, images, scratch)
})

test('what is said of pods is what the published JSON schema describes', () => {
  expect(document.pods.flatMap(({ containers }) => containers).some(({ debug }) => debug !== null)).toBe(true)
  expect(errorsIn(document)).toEqual([])
})

test('so is what is said of one base for all, and of what was left out', () => {
  const [pod] = document.pods as [PodDocument['pods'][number]]
  const saves = { image: 0, compressedBytes: 1, layerBytes: 1, fits: [{ image: 1, verdict: 'fits-if', addBytes: 5 }] }
  const containers = pod.containers.map((container) => ({ ...container, imageIndex: null, adds: null, debug: null }))
  const leftOut = [{ label: 'a', reference: 'a', reason: 'broken', message: 'It is broken.' }]
  const oneBase = { ...pod.oneBase, outcome: 'saves', saves }
  expect(errorsIn({ ...document, leftOut, pods: [{ ...pod, oneBase, containers }] })).toEqual([])
})

test('a document that misses a field, or has one too many, is not what it describes', () => {
  expect(errorsIn({ ...document, later: 1 })).toMatchObject([{ keyword: 'additionalProperties' }])
  const [{ together: _, ...pod }] = document.pods as [PodDocument['pods'][number]]
  expect(errorsIn({ ...document, pods: [pod] })).toMatchObject([{ keyword: 'required' }])
})
