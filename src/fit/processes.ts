import type { ElfObject } from '../catalogers/elf/elf-object.ts'
import { environmentVariable, findProgram } from '../catalogers/elf/entrypoint.ts'
import { LibrarySearch } from '../catalogers/elf/library-search.ts'
import { type LoadResult, load } from '../catalogers/elf/load.ts'
import { type Loader, Loaders } from '../catalogers/elf/loader.ts'
import { programOfEnv, type Shebang, shebangReader } from '../catalogers/shebang.ts'
import { joinPath } from '../rootfs/path.ts'
import type { Trial } from './trial.ts'

/** A program as it would run: with all that its loader loads into it. */
export interface Process {
  readonly program: ElfObject
  /** Null for a static program. */
  readonly loading: { readonly loader: Loader; readonly result: LoadResult } | null
  /** Whether only the health check starts it. */
  readonly onlyForHealth: boolean
}

/** A program that is asked for and is not there. */
export interface MissingProgram {
  /** The name or path by which it is asked for. */
  readonly says: string
  /** What asks for it: a script, or null for the command. */
  readonly script: string | null
  /** Where the app's image has it; null where it has none. */
  readonly path: string | null
  readonly onlyForHealth: boolean
}

/** What an app would start on a base. */
export interface Processes {
  readonly running: readonly Process[]
  readonly missing: readonly MissingProgram[]
  /** Started files that are no program that is known: neither ELF nor a script that names its interpreter. */
  readonly unreadable: readonly string[]
  /** Scripts that are started: what they start in turn, nobody knows. */
  readonly scripts: readonly string[]
  readonly search: LibrarySearch
}

/** Something to start. */
interface Wanted {
  readonly says: string
  readonly script: string | null
  readonly appPath: string | null
  readonly onlyForHealth: boolean
}

/**
 * Starts what the app's command names, as far as that can be known: scripts lead to their interpreters, dynamic programs to
 * their libraries. @throws {SearchLimitError}
 */
export function startProcesses(trial: Trial): Processes {
  const { tree, binaries, config } = trial
  const scripts = tree.lookup(shebangReader)
  const loaders = new Loaders(binaries)
  const search = new LibrarySearch(binaries, {
    libraryPath: environmentVariable(config, 'LD_LIBRARY_PATH') ?? '',
    workingDir: config.workingDir,
  })
  const running = new Map<number, Process>()
  const missing = new Map<string, MissingProgram>()
  const unreadable = new Set<string>()
  const started = new Set<string>()
  const ahead: Wanted[] = wantedBy(trial)
  for (const wanted of ahead) {
    const { says, script, appPath, onlyForHealth } = wanted
    const found = findProgram(tree, config, says)
    if (found === undefined) {
      if (!missing.has(says)) missing.set(says, { says, script, path: appPath, onlyForHealth })
      continue
    }
    const { node } = found
    const shebang = scripts.fact(node)
    if (shebang !== undefined) {
      if (started.has(node.path)) continue
      started.add(node.path)
      const interpreters = interpretersOf(shebang, trial)
      ahead.push(...interpreters.map((interpreter) => ({ ...interpreter, script: node.path, onlyForHealth })))
      continue
    }
    const program = trial.objectAt(node.path)
    if (program === undefined) unreadable.add(node.path)
    else if (!running.has(node.inode) || !onlyForHealth) {
      running.set(node.inode, { program, loading: loadingOf(program, loaders, search), onlyForHealth })
    }
  }
  return {
    running: [...running.values()],
    missing: [...missing.values()],
    unreadable: [...unreadable],
    scripts: [...started],
    search,
  }
}

function wantedBy({ app }: Trial): Wanted[] {
  const commands = app.starts
    .filter(({ as }) => as !== 'argument')
    .map(({ says, path, as }) => ({ says, script: null, appPath: path, onlyForHealth: as === 'healthcheck' }))
  const also = app.alsoPrograms.map(({ path }) => ({ says: path, script: null, appPath: path, onlyForHealth: false }))
  return [...commands, ...also]
}

/** What the kernel starts in a script's place, and what `env` then looks for. */
function interpretersOf(shebang: Shebang, { app, config }: Trial): Pick<Wanted, 'says' | 'appPath'>[] {
  const interpreter = joinPath(config.workingDir || '/', shebang.interpreter)
  const appPath = app.donor.at(interpreter)?.type === 'file' ? interpreter : null
  const name = programOfEnv(shebang)
  if (name === undefined) return [{ says: interpreter, appPath }]
  const own = findProgram(app.image.tree, app.image.config.config, name)
  return [
    { says: interpreter, appPath },
    { says: name, appPath: own?.path ?? null },
  ]
}

function loadingOf(program: ElfObject, loaders: Loaders, search: LibrarySearch): Process['loading'] {
  const { interpreter, kind, linkage } = program.binary
  if (kind !== 'program' || linkage !== 'dynamic' || typeof interpreter !== 'string') return null
  const loader = loaders.at(interpreter)
  return { loader, result: load(program, loader, search) }
}
