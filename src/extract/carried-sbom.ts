import type { ImageInventory } from '../inventory/image-inventory.ts'
import { isAttestationType, readStatement } from '../oci/attestation.ts'
import { jsonMember } from '../oci/json-member.ts'
import { chooseSbom } from '../sbom/carried/choose.ts'
import { findCarriedSboms } from '../sbom/carried/find.ts'
import type { Image } from '../sources/image.ts'
import type { Referrer } from '../sources/referrer.ts'
import type { ExtractOptions } from './read-layer.ts'
import { streamFile } from './stream-file.ts'

const QUOTE = 0x22

/**
 * Streams an SBOM that an image carries, to the byte; of an attestation only what it attests, without statement and envelope.
 * The image must still be open. No signature is checked.
 * @param name its path or digest, or a piece of these that no other has
 * @throws {UnavailableError} when there is none of that name, or it cannot be had; {UsageError} when there are several;
 *   {LimitError} when it is too large; {BrokenImageError} when it was altered, or is no attestation although it is said to be.
 */
export async function* streamCarriedSbom(
  inventory: ImageInventory,
  image: Pick<Image, 'referrers'>,
  name: string,
  options: ExtractOptions = {},
): AsyncGenerator<Uint8Array> {
  // a path needs nobody to be asked
  const referrers = name.startsWith('/') ? [] : await image.referrers()
  const { bytes } = chooseSbom(findCarriedSboms(inventory, referrers), name, inventory.reference)
  if ('file' in bytes) yield* streamFile(inventory, bytes.file.path, options)
  else yield await attachedDocument(bytes.referrer, options.signal)
}

async function attachedDocument(referrer: Referrer, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const stored = await referrer.read(signal)
  if (!isAttestationType(referrer.mediaType)) return stored
  const statement = readStatement(stored, `The attestation ${referrer.digest}`)
  return statement === undefined ? stored : attestedDocument(statement.predicate)
}

/**
 * What a predicate holds: mostly itself, but a document that is not JSON stands in it as a string, and cosign before 2.0 put
 * any document under `Data`.
 */
function attestedDocument(predicate: Uint8Array): Uint8Array {
  const document = jsonMember(predicate, 'Data') ?? predicate
  return document[0] === QUOTE ? Buffer.from(String(JSON.parse(new TextDecoder().decode(document)))) : document
}
