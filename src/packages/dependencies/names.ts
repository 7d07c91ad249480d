/** The most packages that are kept for one name. Where every package of a hostile database provides it, the graph is a square. */
const MOST_PROVIDERS = 64

/** Packages under the names that dependencies may call them by. */
export class Names<Installed> {
  readonly #byName = new Map<string, Installed[]>()

  /** Adds a name of a package; all names of one package come one after another. */
  add(name: string, found: Installed): void {
    const known = this.#byName.get(name)
    if (known === undefined) this.#byName.set(name, [found])
    else if (known.at(-1) !== found && known.length < MOST_PROVIDERS) known.push(found)
  }

  get(name: string): readonly Installed[] {
    return this.#byName.get(name) ?? []
  }
}
