import { dirname } from 'node:path'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { shortLabels } from '../compare/short-labels.ts'
import { UsageError } from '../errors.ts'
import type { ImageListEntry } from './image-list.ts'
import { referenceInFile } from './reference-in-file.ts'
import { imageListSchema } from './schema.ts'

/** Where something stands in a document: keys and indexes from its root. */
type Path = readonly PropertyKey[]

/**
 * Reads a list of images.
 * @param text YAML 1.2, which JSON is too
 * @param file its path, for messages, and for the paths in it
 * @throws {UsageError} that names file, line and column, and says what is allowed
 */
export function parseImageList(text: string, file: string): ImageListEntry[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const refuse = (offset: number, message: string): UsageError => {
    const { line, col } = lines.linePos(offset)
    return new UsageError(`${file}:${line}:${col}: ${message}.`)
  }
  const [problem] = document.errors
  if (problem?.code === 'MULTIPLE_DOCS') throw refuse(problem.pos[0], 'a list of images is one YAML document')
  if (problem !== undefined) throw refuse(problem.pos[0], `this is no YAML: ${problem.message.replace(/\.$/, '')}`)
  const parsed = imageListSchema.safeParse(contentOf(document, (message) => refuse(0, message)))
  if (!parsed.success) {
    const { path, message } = innermost(parsed.error.issues[0]!)
    throw refuse(offsetOf(document, path), message)
  }
  const entries = entriesOf(parsed.data, dirname(file))
  const labels = new Set<string>()
  for (const [index, { label }] of entries.entries()) {
    if (labels.has(label)) {
      throw refuse(offsetOf(document, [index, 'label']), `the label "${label}" is there twice; each entry has its own`)
    }
    labels.add(label)
  }
  return entries
}

/** The document as plain values. Aliases may multiply it only so far, which `toJS` sees to. */
function contentOf(document: Document, refuse: (message: string) => UsageError): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw refuse(`this cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What the user wrote, filled up: an entry without a label gets a short one, as the command line gives it. */
function entriesOf(written: z.infer<typeof imageListSchema>, directory: string): ImageListEntry[] {
  const items = written.map((item) => (typeof item === 'string' ? { reference: item } : item))
  const own = new Set(items.map(({ label }) => label))
  const unlabelled = [...new Set(items.filter(({ label }) => label === undefined).map(({ reference }) => reference))]
  const labels = new Map(shortLabels(unlabelled).map((label, index) => [unlabelled[index]!, label]))
  return items.map(({ reference, label, platform, sets = [] }) => {
    const short = labels.get(reference) ?? reference
    return {
      label: label ?? (own.has(short) ? reference : short),
      reference: referenceInFile(reference, directory),
      ...(platform !== undefined && { platform }),
      sets,
    }
  })
}

/** What is wrong, in the alternative that was meant: an entry that is text is a reference. */
function innermost(issue: z.core.$ZodIssue): { readonly path: Path; readonly message: string } {
  if (issue.code === 'unrecognized_keys') return { path: [...issue.path, issue.keys[0]!], message: issue.message }
  if (issue.code !== 'invalid_union') return issue
  const meant = issue.errors.find(
    ([first]) => first !== undefined && !(first.code === 'invalid_type' && first.path.length === 0),
  )
  if (meant === undefined) return issue
  // a key that is misspelt is missing, too
  const { path, message } = innermost(meant.find(({ code }) => code === 'unrecognized_keys') ?? meant[0]!)
  return { path: [...issue.path, ...path], message }
}

/** Where in the text the thing at `path` begins: its key where it has one; where there is no such thing, what it would be in. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const parent = length === 0 ? undefined : document.getIn(path.slice(0, length - 1), true)
    const key = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1])?.key
      : undefined
    const node = key ?? document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
