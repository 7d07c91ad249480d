/** A platform as image indexes and configs name it (OCI image-index.md; GOOS and GOARCH values). */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
  readonly 'os.version'?: string
}
