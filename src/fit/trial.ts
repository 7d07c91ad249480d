import { accountsOf, accountsReader } from '../catalogers/accounts.ts'
import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import type { ElfObject } from '../catalogers/elf/elf-object.ts'
import { elfObject } from '../catalogers/elf/elf-object.ts'
import { getOrInsert } from '../catalogers/elf/get-or-insert.ts'
import type { ElfFact } from '../catalogers/elf/loader-configuration.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import type { CheckName, Need } from '../report/fit-document.ts'
import type { PathLookup, TreeNode } from '../rootfs/tree.ts'
import type { FitApp } from './app.ts'
import type { Remedy } from './checks/check.ts'
import type { LaidNode } from './laid-node.ts'
import { LaidTree } from './laid-tree.ts'
import { type Loading, loadingsFor } from './loadings.ts'
import { type Processes, startProcesses } from './processes.ts'

/** Something that was put onto the base for a check. */
export type Added = { readonly check: CheckName; readonly need: Need } & (
  | { readonly kind: 'node'; readonly node: LaidNode }
  | { readonly kind: 'line'; readonly path: string; readonly text: string }
)

/** As much of an image as an app is tried on. */
export type FitBase = Pick<
  ImageInventory,
  'source' | 'reference' | 'descriptor' | 'config' | 'layers' | 'tree' | 'factsOf' | 'os' | 'libc' | 'base'
>

/** A base with the app laid over it, and with what was found to be missing. */
export class Trial {
  readonly app: FitApp
  readonly base: FitBase
  readonly tree: LaidTree
  readonly binaries: PathLookup<ElfFact>
  /** What a container starts with: the app's, and of the environment what it does not set, the base's. */
  readonly config: ExecutionConfig
  /** Files of the app that something is in the way of. */
  readonly refused: readonly TreeNode[]
  readonly added: Added[] = []
  /** The remedies by which that came about. */
  readonly applied: Remedy[] = []
  #processes: Processes | undefined
  readonly #loadings = new Map<Need, readonly Loading[]>()

  constructor(app: FitApp, base: FitBase) {
    this.app = app
    this.base = base
    this.tree = new LaidTree(base, app.image)
    this.binaries = this.tree.lookup(elfCataloger)
    this.config = configOn(base.config.config, app.image.config.config)
    this.refused = app.files.filter((node) => this.tree.lay(node) === undefined && node.type === 'file')
  }

  /** What would be started, with the libraries that are loaded into it. @throws {SearchLimitError} */
  get processes(): Processes {
    this.#processes ??= startProcesses(this)
    return this.#processes
  }

  /** What loaders have to do for it. @throws {SearchLimitError} */
  loadings(need: Need): readonly Loading[] {
    return getOrInsert(this.#loadings, need, () => loadingsFor(need, this))
  }

  /** The program or library that a path leads to. */
  objectAt(path: string): ElfObject | undefined {
    return elfObject(this.binaries, this.tree.resolve(path))
  }

  /** Users and groups, those that were added included. */
  get accounts(): ReturnType<typeof accountsOf> {
    return accountsOf(this.tree.lookup(accountsReader))
  }

  /** Whether a line was added to a file. */
  hasLine(path: string, text: string): boolean {
    return this.added.some((added) => added.kind === 'line' && added.path === path && added.text === text)
  }

  /** Adds what may help; false where nothing is there to be added that was not before. */
  apply(remedy: Remedy, check: CheckName, need: Need): boolean {
    if (remedy.kind === 'line') {
      if (this.hasLine(remedy.path, remedy.text)) return false
      this.added.push({ check, need, kind: 'line', path: remedy.path, text: remedy.text })
      this.applied.push(remedy)
      return true
    }
    const nodes =
      remedy.kind === 'bring' ? remedy.paths.flatMap((path) => this.tree.bring(path) ?? []) : this.#put(remedy)
    if (nodes.length === 0) return false
    this.applied.push(remedy)
    for (const node of nodes) this.added.push({ check, need, kind: 'node', node })
    this.#processes = undefined
    this.#loadings.clear()
    return true
  }

  #put({ from, path }: Extract<Remedy, { kind: 'put' }>): LaidNode[] {
    const original = this.app.donor.at(from)
    if (original?.type !== 'file' || this.tree.resolve(path)?.original === original) return []
    return [this.tree.put(original, path)].filter((node) => node !== undefined)
  }
}

function configOn(base: ExecutionConfig, app: ExecutionConfig): ExecutionConfig {
  // the last of the same name counts
  return { ...app, env: [...base.env, ...app.env], user: app.user || base.user }
}
