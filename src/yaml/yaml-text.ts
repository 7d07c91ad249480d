import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'

/** Where something stands in a document: keys and indexes from its root. */
export type YamlPath = readonly PropertyKey[]

/** A file that a user writes, YAML 1.2, which JSON is too, and where each of its values stands. */
export class YamlText {
  readonly #file: string
  readonly #document: Document
  readonly #lines = new LineCounter()

  /**
   * @param file its path, for messages
   * @param what what it is, for messages: `a list of images`
   * @throws {UsageError} when it is no YAML
   */
  constructor(text: string, file: string, what: string) {
    this.#file = file
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    const [problem] = this.#document.errors
    if (problem?.code === 'MULTIPLE_DOCS') throw this.#refuseAt(problem.pos[0], `${what} is one YAML document`)
    if (problem !== undefined) {
      throw this.#refuseAt(problem.pos[0], `this is no YAML: ${problem.message.replace(/\.$/, '')}`)
    }
    // +2 is a number for YAML; whoever writes the sign means it
    visit(this.#document, {
      Scalar(_key, node) {
        if (typeof node.value === 'number' && node.source?.startsWith('+')) node.value = node.source
      },
    })
  }

  /**
   * The document as plain values.
   * @throws {UsageError} when its aliases multiply it too far
   */
  content(): unknown {
    try {
      return this.#document.toJS()
    } catch (error) {
      throw this.#refuseAt(0, `this cannot be read: ${messageOf(error)}`)
    }
  }

  /**
   * What a schema makes of the document, or of the part of it at `path`.
   * @throws {UsageError} that names file, line and column
   */
  check<Schema extends z.ZodType>(schema: Schema, path: YamlPath = []): z.output<Schema> {
    const parsed = schema.safeParse(path.reduce<unknown>((value, key) => Object(value)[key], this.content()))
    if (parsed.success) return parsed.data
    const issue = innermostIssue(parsed.error)
    throw this.refuse([...path, ...issue.path], issue.message)
  }

  /** The error for what is wrong at `path`; `message` comes without its full stop. */
  refuse(path: YamlPath, message: string): UsageError {
    return this.#refuseAt(this.#offsetOf(path), message)
  }

  /** `FILE:LINE:COLUMN` of the thing at `path`. */
  positionOf(path: YamlPath): string {
    return this.#position(this.#offsetOf(path))
  }

  #refuseAt(offset: number, message: string): UsageError {
    return new UsageError(`${this.#position(offset)}: ${asSentence(message)}`)
  }

  #position(offset: number): string {
    const { line, col } = this.#lines.linePos(offset)
    return `${this.#file}:${line}:${col}`
  }

  /** Where the thing at `path` begins: its key where it has one; where there is no such thing, what it would be in. */
  #offsetOf(path: YamlPath): number {
    for (let length = path.length; length >= 0; length--) {
      const parent = length === 0 ? undefined : this.#document.getIn(path.slice(0, length - 1), true)
      const key = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1])?.key
        : undefined
      const node = key ?? this.#document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return 0
  }
}

/** A message that asks (did you mean …?) is a sentence already. */
export function asSentence(message: string): string {
  return message.endsWith('?') ? message : `${message}.`
}

/** What is wrong first, in the alternative of a union that was meant: the one whose type fits. */
export function innermostIssue(error: z.ZodError): { readonly path: YamlPath; readonly message: string } {
  return innermost(error.issues[0]!)
}

/** What is said of an alternative that is for another kind of value. */
const OTHER_KIND: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_value'])

function innermost(issue: z.core.$ZodIssue): { readonly path: YamlPath; readonly message: string } {
  if (issue.code === 'unrecognized_keys') return { path: [...issue.path, issue.keys[0]!], message: issue.message }
  if (issue.code !== 'invalid_union') return issue
  const meant = issue.errors.find(
    ([first]) => first !== undefined && !(OTHER_KIND.has(first.code) && first.path.length === 0),
  )
  if (meant === undefined) return issue
  // a key that is misspelt is missing, too
  const { path, message } = innermost(meant.find(({ code }) => code === 'unrecognized_keys') ?? meant[0]!)
  return { path: [...issue.path, ...path], message }
}
