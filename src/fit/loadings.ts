import { type ElfObject, elfObject } from '../catalogers/elf/elf-object.ts'
import { type LoadResult, load, loads } from '../catalogers/elf/load.ts'
import type { Loader } from '../catalogers/elf/loader.ts'
import type { Need } from '../report/fit-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { isPartOfGlibc } from './c-library.ts'
import type { Process } from './processes.ts'
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
  const started = trial.processes.running.filter(({ onlyForHealth }) => onlyForHealth === (need === 'later'))
  return [...started.flatMap(startOf), ...openedLibraries(need, trial).flatMap((library) => openingOf(library, trial))]
}

/**
 * Libraries that programs may open: those that the user names (`start`), or others of the app where some program can open
 * libraries at all. What another one of them loads as a part of itself is left out.
 */
export function openedLibraries(need: Need, trial: Trial): ElfObject[] {
  const { app } = trial
  if (need === 'start') return unloaded(app.also, trial)
  const named = new Set(app.also)
  return openersOf(trial).length === 0
    ? []
    : unloaded(
        app.binaries.filter((node) => !named.has(node)),
        trial,
      )
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

function openingOf(library: ElfObject, { processes }: Trial): Loading[] {
  for (const { program, loading } of processes.running) {
    if (loading === null || !loads(loading.loader, library)) continue
    const result = load(library, loading.loader, processes.search)
    const missing = result.missing.filter(({ needs }) => !loading.result.names.has(needs))
    return [{ program, loader: loading.loader, result, missing }]
  }
  return []
}

function unloaded(nodes: readonly TreeNode[], { tree, binaries, processes }: Trial): ElfObject[] {
  const loaded = new Set<number>()
  for (const { loading } of processes.running)
    for (const { node } of loading?.result.objects ?? []) loaded.add(node.inode)
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
