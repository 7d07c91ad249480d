/** What `imgpeek bases --json` prints; docs/schema/bases.schema.json describes it. */
export interface BasesDocument {
  readonly schemaVersion: 1
  /** Every set of the file, with the labels of what is in it; `all` first. */
  readonly sets: readonly { readonly name: string; readonly bases: readonly string[] }[]
  /** Those that were asked for, in the order of the file. */
  readonly bases: readonly BaseRow[]
}

/** A base. */
export interface BaseRow {
  readonly label: string
  /** `[SCHEME:]NAME`; paths are relative to the working directory. */
  readonly reference: string
  /** The platform that its file asks for; null where it asks for none. */
  readonly platform: string | null
  /** The sets that it is in, besides `all`. */
  readonly sets: readonly string[]
}
