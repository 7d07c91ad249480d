import { BrokenImageError } from '../errors.ts'
import type { Artifact } from '../oci/artifact.ts'
import { isAttestationType, readStatement } from '../oci/attestation.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { type DocumentType, documentTypeOf, sbomFormatOfName } from '../oci/document-type.ts'
import { MediaType } from '../oci/media-types.ts'
import type { Referrer } from './referrer.ts'

/** The longest type or title that is taken; media types have at most 255 characters (RFC 6838, section 4.2). */
const MAX_LENGTH = 1024

/** Where tools state the predicate type of an attestation: BuildKit, cosign's tags, cosign's bundles (BUNDLE_SPEC.md). */
const PREDICATE_TYPE = ['in-toto.io/predicate-type', 'predicateType', 'dev.sigstore.bundle.predicateType']

/** Artifact types that say nothing: what tools give that have none of their own. */
const EMPTY_TYPES: readonly string[] = [
  MediaType.ociConfig,
  MediaType.dockerConfig,
  'application/vnd.oci.empty.v1+json',
]

/** What a document beside an image is. */
type Label = DocumentType & Pick<Referrer, 'type' | 'title'>

/**
 * Says what a document beside an image is, by the types that its manifest states, or else by its file's name. An attestation
 * whose manifest does not tell what it attests is read for that.
 * @throws what `read` throws
 */
export async function labelOf(blob: Descriptor, artifact: Artifact, read: () => Promise<Uint8Array>): Promise<Label> {
  const annotations = new Map([...Object.entries(artifact.annotations), ...Object.entries(blob.annotations ?? {})])
  const title = short(annotations.get('org.opencontainers.image.title')) ?? null
  const stated = PREDICATE_TYPE.map((name) => short(annotations.get(name))).find((type) => type !== undefined)
  const predicateType = stated ?? (mustBeRead(blob, annotations) ? sealedType(await read()) : undefined)
  const artifactType = short(artifact.artifactType)
  for (const type of [predicateType, blob.mediaType, artifactType]) {
    const known = type === undefined ? undefined : documentTypeOf(type)
    if (type === undefined || known === undefined) continue
    const format = known.kind === 'sbom' ? (known.format ?? formatOfTitle(title)) : null
    return { kind: known.kind, format, type: predicateType ?? type, title }
  }
  const meant = artifactType === undefined || EMPTY_TYPES.includes(artifactType) ? blob.mediaType : artifactType
  const type = predicateType ?? meant
  if (predicateType === undefined && isBundle(blob)) return { kind: 'signature', format: null, type, title }
  const format = predicateType === undefined ? formatOfTitle(title) : null
  return { kind: format === null ? 'other' : 'sbom', format, type, title }
}

/** Whether only the document itself can say what it attests. */
function mustBeRead(blob: Descriptor, annotations: ReadonlyMap<string, string>): boolean {
  const isSignature = annotations.get('dev.sigstore.bundle.content') === 'message-signature'
  return !isSignature && isAttestationType(blob.mediaType) && documentTypeOf(blob.mediaType) === undefined
}

/** What a document attests; undefined for a bundle that signs something else, and for what is no attestation after all. */
function sealedType(bytes: Uint8Array): string | undefined {
  try {
    return short(readStatement(bytes, 'The attestation')?.predicateType)
  } catch (error) {
    if (error instanceof BrokenImageError) return undefined
    throw error
  }
}

/** Without a statement in it, a Sigstore bundle is a signature over the image. */
function isBundle({ mediaType }: Descriptor): boolean {
  return mediaType.startsWith('application/vnd.dev.sigstore.bundle')
}

function formatOfTitle(title: string | null): Label['format'] {
  return (title === null ? undefined : sbomFormatOfName(title.slice(title.lastIndexOf('/') + 1))) ?? null
}

function short(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.length > MAX_LENGTH ? undefined : text
}
