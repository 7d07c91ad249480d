import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Addition } from '../../src/index.ts'

/** As Linux: more symlinks on the way to a file are a loop. */
const MAX_SYMLINKS = 40

/** Makes a root filesystem of the files of another, by hard links: whoever changes a file replaces it. */
export function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  execFileSync('cp', ['-al', `${from}/.`, to])
}

/** Lays paths of one root filesystem, parents first, over another as `COPY --from` does: into what the symlinks there lead to. */
export function layOver(root: string, from: string, paths: readonly string[]): void {
  for (const path of paths) {
    const source = join(from, path)
    const stats = lstatSync(source)
    if (stats.isDirectory()) directoryIn(root, path, stats)
    else {
      const end = stats.isSymbolicLink() ? lookUp(root, path) : undefined
      const hidesDirectory = end !== undefined && lstatSync(end).isDirectory()
      if (!hidesDirectory) put(source, stats, join(directoryIn(root, dirname(path)), basename(path)))
    }
  }
}

/** Does what a verdict says has to be added; symlinks first, because files may come to stand behind them. */
export function add(root: string, from: string, additions: readonly Addition[]): void {
  const inOrder = additions.toSorted((a, b) => Number(b.kind === 'symlink') - Number(a.kind === 'symlink'))
  for (const { kind, path, from: source, text } of inOrder) {
    if (kind === 'directory') {
      directoryIn(root, path, lstatSync(join(from, source!)))
      continue
    }
    const place = join(directoryIn(root, dirname(path)), basename(path))
    if (kind !== 'line') put(join(from, source!), lstatSync(join(from, source!)), place)
    else {
      copyFileSync(place, `${place}.new`) // other trees have the same file
      appendFileSync(`${place}.new`, `${text}\n`)
      renameSync(`${place}.new`, place)
    }
  }
}

function put(source: string, stats: Stats, place: string): void {
  rmSync(place, { force: true })
  if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), place)
  else linkSync(source, place)
}

/** The directory on disk that a path of a root filesystem leads to; what is missing on the way is made, the last `like` another. */
function directoryIn(root: string, path: string, like?: Stats): string {
  return lookUp(root, path, (entry, isLast) => {
    mkdirSync(entry)
    if (like === undefined || !isLast) return
    chownSync(entry, like.uid, like.gid)
    chmodSync(entry, like.mode)
  })!
}

/** The place on disk that a path of a root filesystem leads to, symlinks followed inside of it; `make` makes what is missing. */
function lookUp(root: string, path: string, make?: (entry: string, isLast: boolean) => void): string | undefined {
  let place = root
  let links = 0
  const names = path.split('/').reverse()
  while (names.length > 0) {
    const name = names.pop()!
    if (name === '' || name === '.') continue
    if (name === '..') {
      place = place === root ? root : dirname(place)
      continue
    }
    const entry = join(place, name)
    const stats = lstatSync(entry, { throwIfNoEntry: false })
    if (stats?.isSymbolicLink()) {
      if (++links > MAX_SYMLINKS) return undefined
      const target = readlinkSync(entry)
      if (target.startsWith('/')) place = root
      names.push(...target.split('/').reverse())
      continue
    }
    if (stats === undefined && make === undefined) return undefined
    if (stats === undefined) make?.(entry, names.length === 0)
    place = entry
  }
  return place
}
