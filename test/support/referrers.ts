import type { LayoutBuilder, WrittenDescriptor } from '../../fixtures/image-builder.ts'

/** A document to be put into a manifest that refers to another. */
interface AttachedDocument {
  readonly content: Uint8Array | string | object
  readonly mediaType: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** What a manifest that refers to another says of itself. */
interface Attachment {
  /** Null where only a tag or an index says what it is about. */
  readonly subject: WrittenDescriptor | null
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly documents: readonly AttachedDocument[]
}

/** A descriptor as registries list it among the referrers of something. */
export type ListedDescriptor = WrittenDescriptor & { readonly artifactType?: string }

const EMPTY = 'application/vnd.oci.empty.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** Writes a manifest with documents about another, as `oras attach` does (image specification 1.1, manifest.md); describes it. */
export function attach(
  layout: LayoutBuilder,
  { subject, artifactType, annotations, documents }: Attachment,
): ListedDescriptor {
  const config = layout.json({}, artifactType === undefined ? 'application/vnd.oci.image.config.v1+json' : EMPTY)
  const layers = documents.map((document) => ({
    ...layout.blob(bytesOf(document.content), document.mediaType),
    ...(document.annotations && { annotations: document.annotations }),
  }))
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, artifactType, config, layers, annotations }
  const written = layout.json({ ...manifest, ...(subject && { subject: bare(subject) }) }, MANIFEST)
  return { ...written, ...(artifactType !== undefined && { artifactType }), ...(annotations && { annotations }) }
}

/** An in-toto statement (in-toto attestation framework, spec/v1/statement.md). */
export function statement(predicateType: string, predicate: unknown): object {
  const subject = [{ name: 'image', digest: { sha256: '0'.repeat(64) } }]
  return { _type: 'https://in-toto.io/Statement/v0.1', predicateType, subject, predicate }
}

/** A DSSE envelope around it, as `cosign attest` writes it. */
export function envelope(payload: unknown, payloadType = 'application/vnd.in-toto+json'): object {
  return {
    payloadType,
    payload: bytesOf(payload as object).toString('base64'),
    signatures: [{ keyid: '', sig: 'MEUCIQ==' }],
  }
}

/** A Sigstore bundle, as cosign 3 and actions/attest write it. */
export function bundle(content: { readonly dsseEnvelope: object } | { readonly messageSignature: object }): object {
  return { mediaType: BUNDLE, verificationMaterial: {}, ...content }
}

/** The media type of a Sigstore bundle. */
export const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
/** The media type of a DSSE envelope. */
export const ENVELOPE = 'application/vnd.dsse.envelope.v1+json'
/** The media type of a bare statement. */
export const STATEMENT = 'application/vnd.in-toto+json'
/** A small SBOM, as text: to be found again to the byte. */
export const SPDX = '{"spdxVersion": "SPDX-2.3",\n "name": "ä", "size": 1.50, "packages": []}\n'
/** Another one. */
export const CYCLONEDX = '{ "bomFormat": "CycloneDX", "specVersion": "1.6" , "version": 1.0}'

function bytesOf(content: AttachedDocument['content']): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content)
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
}

function bare({ mediaType, digest, size }: WrittenDescriptor): WrittenDescriptor {
  return { mediaType, digest, size }
}
