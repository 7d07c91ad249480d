/** What os-release(5) says. */
export interface OsRelease {
  readonly id: string
  readonly idLike: readonly string[]
  readonly versionId: string | null
  readonly versionCodename: string | null
  readonly prettyName: string | null
  readonly variantId: string | null
}
