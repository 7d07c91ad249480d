import { expect, test } from 'vitest'
import { parseConfig } from '../../src/gate/config/parse.ts'
import { type GateDocument, gateImage } from '../../src/index.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { COMMITTED_IMAGES, committedLayout } from './support/committed-images.ts'

const CONFIG = `
platforms: [linux/amd64, linux/s390x]
budgets:
  compressedSize: {limit: 1kB, growth: +5%, level: warn, reason: small, expires: 2026-11-20}
  contentSize: +0
  efficiency: 99%
  layerCount: 3
  packageSize: {'*': 1MB}
  deniedPaths: [/etc/**]
  allowedBases: {names: [alpine], level: warn}
  unresolvedLibraries: 0
  setuidFiles: 0
  shells: {level: off}
  caCertificates: required
`

function gate(name: (typeof COMMITTED_IMAGES)[number], baseline: string | null): Promise<GateDocument> {
  const { file: config, rules } = parseConfig(CONFIG, '.imgpeek.yaml')
  const image = `oci:${committedLayout(name)}`
  return gateImage({ image, config, baseline, rules, today: '2026-11-21' }, { cache: false, env: {} })
}

test.for(COMMITTED_IMAGES)('what is said of %s is what the published JSON schema describes', async (name) => {
  const document = await gate(name, null)
  expect(schemaErrors('gate', document)).toEqual([])
  expect(new Set(document.images.flatMap(({ results }) => results.map(({ outcome }) => outcome)))).toContain('fail')
})

test('so is what is said of growth', async () => {
  const document = await gate('webapp', `oci:${committedLayout('static')}`)
  expect(document.images[0]!.growth).not.toBeNull()
  expect(schemaErrors('gate', document)).toEqual([])
})

test('a document that misses a field, or has one too many, is not what it describes', async () => {
  const document = await gate('static', null)
  expect(schemaErrors('gate', { ...document, later: 1 })).toMatchObject([{ keyword: 'additionalProperties' }])
  const [{ verdict: _, ...image }] = document.images as [GateDocument['images'][number]]
  expect(schemaErrors('gate', { ...document, images: [image] })).toMatchObject([{ keyword: 'required' }])
})
