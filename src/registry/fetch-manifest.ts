import { BrokenImageError, LimitError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { algorithmOf, type Digest, Digester, isDigest } from '../oci/digest.ts'
import { JsonObject } from '../oci/json-object.ts'
import { ACCEPTED_MANIFEST_TYPES, MediaType, manifestKind } from '../oci/media-types.ts'
import { readBoundedBody } from './bounded-body.ts'
import type { RegistryClient } from './client.ts'
import { withRetries } from './retry.ts'
import type { HttpResponse } from './transport.ts'

/** Asked for only to be refused with a sentence: a registry that may not send one says that there is no such image. */
const SCHEMA_1_TYPES = [
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
]

const ACCEPT = [...ACCEPTED_MANIFEST_TYPES, ...SCHEMA_1_TYPES].join(', ')

/**
 * Fetches a manifest or index by tag or digest, and verifies its digest.
 * @throws {BrokenImageError} when its bytes are not those of the digest, asked for or stated.
 * @throws {LimitError} when it is larger than the client's limit.
 * @throws {UnavailableError} when it cannot be had.
 */
export async function fetchManifest(
  client: RegistryClient,
  reference: string,
  signal?: AbortSignal,
): Promise<{ readonly descriptor: Descriptor; readonly bytes: Uint8Array }> {
  const what = `image ${client.repository}${isDigest(reference) ? '@' : ':'}${reference}`
  const request = { path: `manifests/${reference}`, headers: { accept: ACCEPT }, what, signal }
  const { response, bytes } = await withRetries(client.retryPolicy, signal, async () => {
    const response = await client.get(request)
    return { response, bytes: await readBoundedBody(response, client.maxManifestBytes) }
  })
  const where = `The manifest of ${client.registry}/${what.slice('image '.length)}`
  if (bytes === null) {
    throw new LimitError(`${where} has more than ${client.maxManifestBytes} bytes`, LIMITS.maxManifestBytes.flag)
  }
  const contentType = (response.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  // The digest of a schema 1 manifest leaves its signatures out: it must be refused before it is compared.
  if (SCHEMA_1_TYPES.includes(contentType)) manifestKind(bytes, where, contentType)
  const digest = verifiedDigest(bytes, isDigest(reference) ? reference : statedDigest(response), where)
  const mediaType = contentType.startsWith('application/vnd.') ? contentType : ownMediaType(bytes, where)
  return { descriptor: { mediaType, digest, size: bytes.length }, bytes }
}

/** What a document says of itself, where a web server that knows no manifests calls it `application/json` or the like. */
function ownMediaType(bytes: Uint8Array, where: string): string {
  const kind = manifestKind(bytes, where)
  const usual = kind === 'index' ? MediaType.ociIndex : MediaType.ociManifest
  return JsonObject.parse(bytes, where).string('mediaType') ?? usual
}

function statedDigest(response: HttpResponse): Digest | null {
  const header = response.header('docker-content-digest')
  return isDigest(header) ? header : null
}

/** The digest of `bytes`, in the algorithm of the expected one where there is any. */
function verifiedDigest(bytes: Uint8Array, expected: Digest | null, where: string): Digest {
  const digester = new Digester(expected === null ? 'sha256' : algorithmOf(expected))
  digester.update(bytes)
  const digest = digester.digest()
  if (expected !== null && digest !== expected) {
    throw new BrokenImageError(`${where} has the digest ${digest}, not ${expected}: its bytes were changed.`)
  }
  return digest
}
