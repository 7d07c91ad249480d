import { describe, expect, test } from 'vitest'
import { sha256 } from '../../fixtures/image-builder.ts'
import type { Digest } from '../../src/oci/digest.ts'
import { findConfig } from '../../src/sources/engine/find-config.ts'

/** Documents by their digests, with the digests in the order of the documents. */
function storeOf(...documents: readonly object[]) {
  const bytes = documents.map((document) => Buffer.from(JSON.stringify(document)))
  const digests = bytes.map((each) => sha256(each) as Digest)
  const kept = new Map(digests.map((digest, index) => [digest, bytes[index]!]))
  return { digests, kept, read: async (digest: Digest) => kept.get(digest) }
}

const LAYER: Digest = `sha256:${'a'.repeat(64)}`
const OTHER: Digest = `sha256:${'b'.repeat(64)}`
const configOf = (layer: Digest) => ({ architecture: 'amd64', rootfs: { diff_ids: [layer] } })
const digestOf = (document: object): string => sha256(Buffer.from(JSON.stringify(document)))
const manifestOf = (config: object) => ({ config: { digest: digestOf(config) }, layers: [] })

describe('the config behind an image id', () => {
  test('is what has that digest', async () => {
    const { digests, read, kept } = storeOf(configOf(LAYER))
    const found = await findConfig(digests[0]!, [LAYER], read)
    expect(found?.config).toEqual(kept.get(digests[0]!))
  })

  test('is what the manifest names, or of an index the manifest with the layers that are meant', async () => {
    const [config, other] = [configOf(LAYER), configOf(OTHER)]
    const [manifest, otherManifest] = [manifestOf(config), manifestOf(other)]
    const index = { manifests: [otherManifest, manifest].map((each) => ({ digest: digestOf(each) })) }
    const { digests, read, kept } = storeOf(index, manifest, otherManifest, config, other)
    const found = await findConfig(digests[0]!, [LAYER], read)
    expect(found?.config).toEqual(kept.get(digests[3]!))
    expect(found?.documents.map(({ digest }) => digest)).toEqual([digests[0], digests[1], digests[3]])
  })

  test('is not found where a document is missing, altered, or no document', async () => {
    const config = configOf(LAYER)
    const { digests, kept } = storeOf(config)
    const id = digests[0]!
    for (const bytes of [undefined, Buffer.from('{}'), Buffer.from([...kept.get(id)!, 0x20])]) {
      expect(await findConfig(id, [LAYER], async () => bytes)).toBeUndefined()
    }
    expect(await findConfig(id, [OTHER], async () => kept.get(id))).toBeUndefined()
  })

  test('is given up where documents lead on and on', async () => {
    let reads = 0
    // of a store that lies: every document leads to two more
    const many = Buffer.from(
      JSON.stringify({
        manifests: Array.from({ length: 1000 }, (_, index) => ({
          digest: `sha256:${String(index).padStart(64, '0')}`,
        })),
      }),
    )
    const id = sha256(many) as Digest
    const read = async (digest: Digest) => {
      reads++
      return digest === id ? many : undefined
    }
    expect(await findConfig(id, [LAYER], read)).toBeUndefined()
    expect(reads).toBeLessThan(100)
  })
})
