import type { ChiselRelease, Slice, SliceContent } from './release.ts'
import { globMatcher, isGlob } from './slice-glob.ts'

/** The slices of a release as they are on one architecture. */
export class SliceIndex {
  readonly #release: ChiselRelease
  readonly #architecture: string
  readonly #byPath = new Map<string, Slice[]>()
  readonly #globs: { readonly slice: Slice; readonly matches: (path: string) => boolean }[] = []
  readonly #closures = new Map<string, ReadonlySet<string>>()

  /** @param architecture Debian's name. */
  constructor(release: ChiselRelease, architecture: string) {
    this.#release = release
    this.#architecture = architecture
    for (const slice of release.slices.values()) {
      for (const { path } of this.contents(slice)) {
        if (isGlob(path)) this.#globs.push({ slice, matches: globMatcher(path) })
        else this.#byPath.set(path, [...(this.#byPath.get(path) ?? []), slice])
      }
    }
  }

  /** What stays in the result of a slice. */
  contents({ contents }: Slice): readonly SliceContent[] {
    return contents.filter(({ architectures, untilMutate }) => !untilMutate && this.#applies(architectures))
  }

  /** The names of the slices that put one of these paths there, which are spellings of one. */
  having(spellings: readonly string[]): readonly string[] {
    const found = spellings.flatMap((path) => [
      ...(this.#byPath.get(path) ?? []),
      ...this.#globs.flatMap(({ slice, matches }) => (matches(path) ? [slice] : [])),
    ])
    return [...new Set(found.map(({ name }) => name))].sort()
  }

  /** A slice with all that it brings along; a slice that the release does not define brings nothing. */
  closure(name: string): ReadonlySet<string> {
    const known = this.#closures.get(name)
    if (known !== undefined) return known
    const closure = new Set([name])
    for (const member of closure) {
      for (const { slice, architectures } of this.#release.slices.get(member)?.essential ?? []) {
        if (this.#applies(architectures)) closure.add(slice)
      }
    }
    this.#closures.set(name, closure)
    return closure
  }

  #applies(architectures: readonly string[]): boolean {
    return architectures.length === 0 || architectures.includes(this.#architecture)
  }
}
