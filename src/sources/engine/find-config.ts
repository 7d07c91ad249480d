import { BrokenImageError } from '../../errors.ts'
import { type Digest, Digester, isDigest } from '../../oci/digest.ts'
import { JsonObject } from '../../oci/json-object.ts'

/** A config and the documents that lead to it, which have their digests for names. */
interface ConfigTrail {
  readonly config: Uint8Array
  /** From the id on; the config is the last. */
  readonly documents: readonly { readonly digest: Digest; readonly bytes: Uint8Array }[]
}

/** An index leads to manifests, a manifest to a config. */
const MAX_DEPTH = 3
/** How many documents are looked at. */
const MAX_DOCUMENTS = 64

/**
 * Follows digests from an image's id to its config: the id is the config's digest, or that of a manifest or an index (as in
 * containerd's store). All bytes are verified.
 * @param read gives the document under a digest, if it is there
 * @param diffIds the layers of the config that is meant: an index leads to those of several platforms
 */
export async function findConfig(
  id: Digest,
  diffIds: readonly Digest[],
  read: (digest: Digest) => Promise<Uint8Array | undefined>,
): Promise<ConfigTrail | undefined> {
  let left = MAX_DOCUMENTS
  const follow = async (digest: Digest, depth: number): Promise<ConfigTrail | undefined> => {
    if (depth > MAX_DEPTH || left-- <= 0) return undefined
    const bytes = await read(digest)
    if (bytes === undefined || digestOf(bytes) !== digest) return undefined
    const { layers, next } = linksOf(bytes)
    const document = { digest, bytes }
    if (layers !== undefined) return isSameList(layers, diffIds) ? { config: bytes, documents: [document] } : undefined
    for (const target of next) {
      const found = await follow(target, depth + 1)
      if (found !== undefined) return { ...found, documents: [document, ...found.documents] }
    }
    return undefined
  }
  return follow(id, 1)
}

/** A config's layers, or what a manifest or an index names next. */
function linksOf(bytes: Uint8Array): { readonly layers?: readonly string[]; readonly next: readonly Digest[] } {
  try {
    const json = JsonObject.parse(bytes, 'A document')
    const layers = json.object('rootfs')?.strings('diff_ids')
    if (layers !== undefined) return { layers, next: [] }
    const targets = [json.object('config'), ...(json.objects('manifests') ?? [])]
    return { next: targets.map((target) => target?.string('digest')).filter(isDigest) }
  } catch (error) {
    if (error instanceof BrokenImageError) return { next: [] }
    throw error
  }
}

function digestOf(bytes: Uint8Array): Digest {
  const digester = new Digester()
  digester.update(bytes)
  return digester.digest()
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
