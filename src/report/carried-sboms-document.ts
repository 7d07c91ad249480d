import type { DocumentKind, SbomFormat } from '../oci/document-type.ts'
import type { ReferrerPlace } from '../sources/referrer.ts'

/** What `imgpeek sbom --carried --json` prints; docs/schema/carried-sboms.schema.json describes it. Sizes are in bytes. */
export interface CarriedSbomsDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** Files of the image by path, then what is kept beside it by digest. */
  readonly sboms: readonly CarriedSbom[]
  /** How many other documents are kept beside the image. */
  readonly others: Readonly<Record<Exclude<DocumentKind, 'sbom'>, number>>
}

/** One SBOM that somebody else wrote: a file of the image, or a document beside it. */
export interface CarriedSbom {
  /** What `--print` takes for it: the path of a file, else the digest. */
  readonly name: string
  /** Null where neither its type nor its name says. */
  readonly format: SbomFormat | null
  readonly found: 'file' | ReferrerPlace
  /** Null for what is beside the image. */
  readonly path: string | null
  /** The index of the layer that wrote the file last; null for what is beside the image. */
  readonly layer: number | null
  /** Whose place the file stands in, such as `apko`; null where any tool could have put it there. */
  readonly producer: string | null
  /** The predicate, artifact or media type that it is stored under; null for files. */
  readonly type: string | null
  readonly mediaType: string | null
  /** The name that it was attached by; null where there is none. */
  readonly title: string | null
  /** The manifest or index that it is about; null for files. */
  readonly subject: string | null
  /** Of the bytes as they are stored: for an attestation, those of its statement or envelope. */
  readonly digest: string
  readonly size: number
}
