import { BrokenImageError } from '../errors.ts'
import type { Descriptor } from './descriptor.ts'
import { type Digest, isDigest } from './digest.ts'
import { jsonMember } from './json-member.ts'
import { JsonObject } from './json-object.ts'

/** What an in-toto statement says of its subjects (github.com/in-toto/attestation, spec/v1/statement.md). */
interface Statement {
  /** A URI such as `https://spdx.dev/Document`. */
  readonly predicateType: string
  /** JSON, as it stands in the statement. */
  readonly predicate: Uint8Array
}

/** The type of a DSSE payload that is a statement. */
const IN_TOTO = 'application/vnd.in-toto+json'

/**
 * The manifest that an index's entry attests something of, where the entry is an attestation manifest of BuildKit
 * (github.com/moby/buildkit, docs/attestations/attestation-storage.md).
 */
export function attestedManifest({ annotations }: Pick<Descriptor, 'annotations'>): Digest | undefined {
  if (annotations?.['vnd.docker.reference.type'] !== 'attestation-manifest') return undefined
  const digest = annotations['vnd.docker.reference.digest']
  return isDigest(digest) ? digest : undefined
}

/** Whether a document of this media type holds a statement, or may hold one. */
export function isAttestationType(mediaType: string): boolean {
  return /^application\/vnd\.(?:in-toto[.+]|dsse\.envelope\.|dev\.sigstore\.bundle[.+])/i.test(mediaType)
}

/**
 * Reads the in-toto statement in a document: the statement itself, in a DSSE envelope (secure-systems-lab/dsse,
 * envelope.md), or in such an envelope in a Sigstore bundle (sigstore/protobuf-specs, sigstore_bundle.proto). Undefined where
 * what is signed is no statement. No signature is checked. The caller bounds the size; `where` names the document.
 * @throws {BrokenImageError} when it is malformed.
 */
export function readStatement(bytes: Uint8Array, where: string): Statement | undefined {
  const document = JsonObject.parse(bytes, where)
  const envelope = document.object('dsseEnvelope') ?? (document.has('payloadType') ? document : undefined)
  if (envelope !== undefined) {
    const payload = envelope.string('payload')
    if (envelope.string('payloadType') !== IN_TOTO || payload === undefined) return undefined
    const statement = Buffer.from(payload, 'base64')
    return statementOf(JsonObject.parse(statement, `The payload of ${where}`), statement)
  }
  return document.has('predicateType') ? statementOf(document, bytes) : undefined
}

function statementOf(document: JsonObject, bytes: Uint8Array): Statement {
  const predicateType = document.string('predicateType')
  const predicate = jsonMember(bytes, 'predicate')
  if (predicateType === undefined) throw document.mistyped('predicateType', 'a type')
  if (predicate === undefined) throw new BrokenImageError(`${document.place('predicate')} is missing.`)
  return { predicateType, predicate }
}
