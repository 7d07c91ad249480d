import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { type InspectDocument, inspectImage } from '../../src/index.ts'
import { closedSchema } from '../support/closed-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { COMMITTED_IMAGES, committedLayout, uncompressedSpec } from './support/committed-images.ts'

const scratch = temporaryDirectory()
const schema = JSON.parse(readFileSync(new URL('../../docs/schema/inspect.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(closedSchema(schema))

/** Where the answer, as a program reads it, is not what the published schema describes, or more than that. */
function errorsIn(document: InspectDocument): unknown {
  return validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors
}

function inspect(reference: string): Promise<InspectDocument> {
  return inspectImage(reference, { platform: 'linux/amd64', cache: false, env: {} })
}

test.for(COMMITTED_IMAGES)('what is said of %s is what the published JSON schema describes', async (name) => {
  expect(errorsIn(await inspect(`oci:${committedLayout(name)}`))).toEqual([])
})

test('so is what is said of a root filesystem, which has no manifest and no config', async () => {
  const { layers } = await uncompressedSpec(committedLayout('webapp'))
  const path = join(mkdtempSync(join(scratch, 'rootfs-')), 'rootfs.tar')
  writeFileSync(path, layers[0]!.tar)
  expect(errorsIn(await inspect(`rootfs:${path}`))).toEqual([])
})

test('a document that misses a field, or has one too many or of another type, is not what it describes', async () => {
  const document = await inspect(`oci:${committedLayout('static')}`)
  const { posture: _, ...incomplete } = document
  expect(errorsIn(incomplete as InspectDocument)).toMatchObject([{ keyword: 'required' }])
  expect(errorsIn({ ...document, later: 1 } as InspectDocument)).toMatchObject([{ keyword: 'additionalProperties' }])
  const [layer] = document.layers
  const layers = [{ ...layer, compressedBytes: '2239' }]
  expect(errorsIn({ ...document, layers } as unknown as InspectDocument)).toMatchObject([{ keyword: 'type' }])
})
