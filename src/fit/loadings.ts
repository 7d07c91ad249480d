import { type ElfObject, elfObject } from '../catalogers/elf/elf-object.ts'
import { type LoadResult, load, loads } from '../catalogers/elf/load.ts'
import type { Loader } from '../catalogers/elf/loader.ts'
import type { Need } from '../report/fit-document.ts'
import { joinPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { isPartOfGlibc } from './c-library.ts'
import type { Process } from './processes.ts'
import { runtimeOf } from './runtimes.ts'
import type { Trial } from './trial.ts'

/** What a loader does: it starts a program, or loads a library that the program opens (`dlopen`). */
export interface Loading {
  readonly program: ElfObject
  readonly loader: Loader
  readonly result: LoadResult
  /** What it does not find; of an opened library without what the program has loaded before. */
  readonly missing: LoadResult['missing']
}

/**
 * All that loaders have to do: to start, the programs, and libraries that the user names; later, programs of the health check,
 * and libraries of the app that its programs may open. @throws {SearchLimitError}
 */
export function loadingsFor(need: Need, trial: Trial): Loading[] {
  const started = trial.processes.running
    .filter(({ onlyForHealth }) => onlyForHealth === (need === 'later'))
    .flatMap(startOf)
  const before = loadedBefore(need, trial)
  return [...started, ...openedLibraries(need, trial).flatMap((library) => openingOf(library, before, trial))]
}

/**
 * Libraries that programs open: those that the user names and those of runtimes (`start`), or others that come with the app,
 * where some program can open libraries at all. What another one of them loads as a part of itself is left out.
 */
export function openedLibraries(need: Need, trial: Trial): ElfObject[] {
  const { app, added } = trial
  const before = loadedBefore(need, trial)
  const runtimes = openedByRuntimes(need, trial)
  if (need === 'start') return unloaded([...app.also, ...runtimes], before, trial)
  if (openersOf(trial).length === 0) return []
  const named = new Set(app.also)
  const brought = added.flatMap((each) => (each.kind === 'node' && each.need === 'start' ? each.node : []))
  const own = app.binaries.filter((node) => !named.has(node))
  return unloaded([...own, ...brought, ...runtimes], before, trial)
}

/** What is loaded before libraries are opened: programs with all that they are started with; later what they opened then, too. */
function loadedBefore(need: Need, trial: Trial): Loading[] {
  const started = trial.processes.running.flatMap(startOf)
  return need === 'start' ? started : [...started, ...trial.loadings('start')]
}

/** What runtimes open before they run anything. */
function openedByRuntimes(need: Need, { processes, config, tree }: Trial): TreeNode[] {
  const running = processes.running.filter(({ onlyForHealth }) => onlyForHealth === (need === 'later'))
  return running.flatMap(({ program: { node } }) => {
    const runtime = runtimeOf(node, config)
    const home = runtime?.homeIn(tree)
    if (runtime === undefined || home === undefined) return []
    return runtime.opens.flatMap((library) => tree.resolve(joinPath(home, library)) ?? [])
  })
}

/** The programs that can open libraries. */
export function openersOf({ processes }: Trial): ElfObject[] {
  return processes.running.flatMap(({ program, loading }) => {
    const objects = loading?.result.objects ?? []
    const opens = objects.some(({ binary }) => binary.functions?.includes('dlopen') && !isPartOfGlibc(binary))
    return opens ? [program] : []
  })
}

function startOf({ program, loading }: Process): Loading[] {
  return loading === null ? [] : [{ program, ...loading, missing: loading.result.missing }]
}

/** The opening of a library by the first program whose loader takes it. */
function openingOf(library: ElfObject, before: readonly Loading[], { processes }: Trial): Loading[] {
  for (const { program, loading } of processes.running) {
    if (loading === null || !loads(loading.loader, library)) continue
    const { loader } = loading
    const result = load(library, loader, processes.search)
    const names = before.filter((earlier) => earlier.program === program).map((earlier) => earlier.result.names)
    const missing = result.missing.filter(({ needs }) => !names.some((known) => known.has(needs)))
    return [{ program, loader, result, missing }]
  }
  return []
}

function unloaded(nodes: readonly TreeNode[], before: readonly Loading[], { tree, binaries }: Trial): ElfObject[] {
  const loaded = new Set(before.flatMap(({ result }) => result.objects.map(({ node }) => node.inode)))
  const objects = new Map<number, ElfObject>()
  const needed = new Set<string>()
  for (const { path, type } of nodes) {
    const object = type === 'file' ? elfObject(binaries, tree.resolve(path)) : undefined
    if (object === undefined) continue
    objects.set(object.node.inode, object)
    for (const name of object.binary.needed ?? []) needed.add(name)
  }
  const isPart = ({ node, binary }: ElfObject): boolean =>
    needed.has(binary.soname ?? node.name) || needed.has(node.name)
  return [...objects.values()].filter(
    (object) => object.binary.kind === 'library' && !loaded.has(object.node.inode) && !isPart(object),
  )
}
