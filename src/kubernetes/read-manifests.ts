import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { formatCount } from '../report/quantity.ts'
import { unreadable } from '../sources/file-bytes.ts'
import { readBoundedText } from '../yaml/bounded-text.ts'
import type { ParsedManifest } from './parse-manifest.ts'
import type { Workloads } from './workload.ts'

/** What stands for standard input. */
const STANDARD_INPUT = '-'
/** A chart with all of its definitions has some 5 MB. */
const MAX_BYTES = 32 * 1024 * 1024
const MANIFEST_FILE = /\.(?:ya?ml|json)$/i
/** Directories that manifests are made from, and what makes them. */
const RECIPES: readonly (readonly [file: RegExp, advice: string])[] = [
  [
    /^kustomization(?:\.ya?ml)?$/i,
    'holds a kustomization; render it first, as in kubectl kustomize DIR | imgpeek pod -f -',
  ],
  [/^Chart\.yaml$/, 'holds a chart of Helm; render it first, as in helm template RELEASE CHART | imgpeek pod -f -'],
]

/**
 * Reads the workloads of manifests.
 * @param names files; directories, of which the manifests directly in them are taken; `-` for standard input
 * @param input standard input
 * @throws {UsageError} when one is no manifest, naming file, line and column, or none has any pods; {UnavailableError} when one cannot
 *   be read
 */
export async function readManifests(names: readonly string[], input: AsyncIterable<Uint8Array>): Promise<Workloads> {
  const { joined, parseManifest } = await import('./parse-manifest.ts') // yaml and zod take some 60 ms
  const parsed: ParsedManifest[] = []
  for (const name of new Set(names)) {
    if (name === STANDARD_INPUT) {
      const text = await readInput(input)
      if (text.trim() === '') throw new UsageError('Standard input is empty; a manifest is expected there.')
      parsed.push(parseManifest(text, 'standard input'))
    } else {
      for (const file of await filesOf(name)) {
        parsed.push(parseManifest(await readBoundedText(file, 'manifest', MAX_BYTES), file))
      }
    }
  }
  const { workloads, notes, others } = joined(parsed)
  const found = others.length === 0 ? [] : [`Without pods: ${kindsText(others)}.`]
  if (workloads.length === 0) {
    const what = [...notes, ...found].join(' ')
    throw new UsageError(`There are no pods with images in ${names.join(', ')}.${what === '' ? '' : ` ${what}`}`)
  }
  return { workloads, notes: [...notes, ...found] }
}

async function filesOf(name: string): Promise<string[]> {
  try {
    if (!(await stat(name)).isDirectory()) return [name]
    const files = (await readdir(name)).sort()
    for (const [file, advice] of RECIPES) {
      if (files.some((candidate) => file.test(candidate))) throw new UsageError(`${name} ${advice}.`)
    }
    const manifests = files.filter((file) => MANIFEST_FILE.test(file))
    if (manifests.length === 0) throw new UsageError(`${name} holds no manifest (*.yaml, *.yml or *.json).`)
    return manifests.map((file) => join(name, file))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw unreadable(error, name)
  }
}

async function readInput(input: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of input) {
    length += piece.length
    if (length > MAX_BYTES) throw new UsageError(`Standard input is larger than ${MAX_BYTES} bytes: it is no manifest.`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** `2 Service, 1 ConfigMap`. */
function kindsText(kinds: readonly string[]): string {
  const counts = [...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => ({ kind, count: all.length }))
  counts.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1))
  return counts.map(({ kind, count }) => `${formatCount(count)} ${kind}`).join(', ')
}
