/** What `imgpeek copy --json` prints; docs/schema/copy.schema.json describes it. */
export interface CopyDocument {
  readonly schemaVersion: 1
  /** The image's name in its canonical spelling, with the scheme except for a registry's. */
  readonly reference: string
  /** The name of what was written, spelt likewise. */
  readonly destination: string
  /** The manifest's digest and type, as written. */
  readonly digest: string
  readonly mediaType: string
  /** The config's digest. */
  readonly imageId: string
  /** Whether the manifest is that of the source to the byte, so that its digest is the same. */
  readonly sameManifest: boolean
  /** Base first. */
  readonly layers: readonly CopiedLayer[]
}

/** A layer as it was written. */
export interface CopiedLayer {
  readonly index: number
  readonly digest: string
  readonly diffId: string
  readonly mediaType: string
  readonly compressedBytes: number
  /**
   * How it came there: `written` where its bytes went there, `mounted` where the registry took it over from another repository,
   * `present` where it was there, `elsewhere` for a foreign layer, which stays at its URLs.
   */
  readonly transfer: 'written' | 'mounted' | 'present' | 'elsewhere'
}
