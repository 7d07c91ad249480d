import { formatCount } from '../report/quantity.ts'
import { type YamlPath, YamlText } from '../yaml/yaml-text.ts'
import { composeWorkload, isCompose } from './compose.ts'
import type { Located } from './located.ts'
import { noManifest, readingTemplates, refuseKustomization } from './not-rendered.ts'
import { objectWorkloads } from './object-workloads.ts'
import { asItRuns, likeness, podStatus } from './pod-status.ts'
import type { Workload } from './workload.ts'

/** What a file of manifests has in it. */
export interface ParsedManifest {
  readonly workloads: readonly Workload[]
  readonly notes: readonly string[]
  /** The kinds of objects that make no pods, one for each. */
  readonly others: readonly string[]
}

/** Keys to a list in a list in a list. */
const MOST_NESTED = 6

/**
 * Reads a file of manifests: objects of Kubernetes, lists of them, in any number of documents; or a Compose file.
 * @param text YAML or JSON
 * @param file its path, for messages
 * @throws {UsageError} that names file, line and column
 */
export function parseManifest(text: string, file: string): ParsedManifest {
  const documents = readingTemplates(text, file, true, () => YamlText.parseAll(text, file))
  return readingTemplates(text, file, false, () => joined(documents.map((document) => parseDocument(document, file))))
}

function parseDocument(document: Located, file: string): ParsedManifest {
  refuseKustomization(document, file)
  if (!isCompose(document.content())) return parseObjects(document, file)
  const { workload, notes } = composeWorkload(document, file)
  return { workloads: workload.containers.length === 0 ? [] : [workload], notes, others: [] }
}

/**
 * The workloads of a document of Kubernetes: of one object, or of all in a list. Pods that a cluster tells of (`kubectl get -o json`) are
 * one where they are alike, and left aside where they have ended.
 * @throws {UsageError} that says where
 */
export function parseObjects(document: Located, file: string): ParsedManifest {
  const workloads: Workload[] = []
  const notes: string[] = []
  const others: string[] = []
  const alike = new Map<string, number>()
  let ended = 0
  for (const path of objectPaths(document, file)) {
    const object = objectWorkloads(document, path)
    const status = object.kind === 'Pod' ? podStatus(document, path) : null
    if (status?.hasEnded) {
      ended++
      continue
    }
    notes.push(...object.notes)
    if (object.workloads.length + object.notes.length === 0) others.push(object.kind)
    for (const workload of object.workloads) {
      if (status === null) {
        workloads.push(workload)
        continue
      }
      const running = asItRuns(workload, status)
      const key = likeness(running, status)
      const index = alike.get(key)
      if (index === undefined) alike.set(key, workloads.push(running) - 1)
      else workloads[index] = { ...workloads[index]!, count: workloads[index]!.count + 1 }
    }
  }
  const isOne = ended === 1
  const ends =
    ended === 0 ? [] : [`${formatCount(ended, 'pod')} that came to an end ${isOne ? 'is' : 'are'} left aside.`]
  return { workloads, notes: [...new Set([...notes, ...ends])], others }
}

/** Lists may be in lists, as kubectl prints them. */
function objectPaths(document: Located, file: string): YamlPath[] {
  const pathsAt = (value: unknown, path: YamlPath): YamlPath[] => {
    const { kind, items } = Object(value) as { readonly kind?: unknown; readonly items?: unknown }
    if (kind === undefined) throw document.refuse(path, noManifest(file))
    const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
    if (!isList || path.length > MOST_NESTED) return [path]
    return items.flatMap((item: unknown, index) => pathsAt(item, [...path, 'items', index]))
  }
  return pathsAt(document.content(), [])
}

/** What several files have in them. */
export function joined(parsed: readonly ParsedManifest[]): ParsedManifest {
  return {
    workloads: parsed.flatMap(({ workloads }) => workloads),
    notes: parsed.flatMap(({ notes }) => notes),
    others: parsed.flatMap(({ others }) => others),
  }
}
