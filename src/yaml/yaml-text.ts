import { type Document, isMap, isNode, isScalar, LineCounter, parseAllDocuments, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { messageOf, UsageError } from '../errors.ts'

/** Where something stands in a document: keys and indexes from its root. */
export type YamlPath = readonly PropertyKey[]

/** What the library allows itself. */
const DEFAULT_ALIASES = 100
/**
 * Most uses of one anchor, multiplied by those of what is in it, in a file of several documents. A Compose file uses one for each
 * of its services.
 */
const MOST_ALIASES = 1000

/** A file that a user writes, YAML 1.2, which JSON is too, and where each of its values stands. */
export class YamlText {
  readonly #file: string
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #mostAliases: number
  #content: { readonly value: unknown } | undefined

  private constructor(document: Document, lines: LineCounter, file: string, mostAliases: number) {
    this.#file = file
    this.#document = document
    this.#lines = lines
    this.#mostAliases = mostAliases
  }

  /**
   * Reads a file of one document.
   * @param file its path, for messages
   * @param what what it is, for messages: `a list of images`
   * @throws {UsageError} when it is no YAML
   */
  static parse(text: string, file: string, what: string): YamlText {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const yaml = new YamlText(document, lines, file, DEFAULT_ALIASES)
    const [problem] = document.errors
    if (problem?.code === 'MULTIPLE_DOCS') throw yaml.#refuseAt(problem.pos[0], `${what} is one YAML document`)
    yaml.#refuseErrors()
    // +2 is a number for YAML; whoever writes the sign means it
    visit(document, {
      Scalar(_key, node) {
        if (typeof node.value === 'number' && node.source?.startsWith('+')) node.value = node.source
      },
    })
    return yaml
  }

  /**
   * Reads a file of any number of documents, as Kubernetes and Compose take them: merge keys count (YAML 1.1), and of the same key twice
   * the last. Documents with nothing in them are left out.
   * @param file its path, for messages
   * @throws {UsageError} when it is no YAML
   */
  static parseAll(text: string, file: string): YamlText[] {
    const lines = new LineCounter()
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      merge: true,
      uniqueKeys: false,
      logLevel: 'error',
    } as const
    let documents: readonly Document[]
    try {
      documents = [...parseAllDocuments(text, options)]
    } catch (error) {
      // what is nested too deeply exhausts the stack
      throw new UsageError(`${file}: this cannot be read: ${messageOf(error)}.`)
    }
    return documents
      .map((document) => new YamlText(document, lines, file, MOST_ALIASES))
      .filter((yaml) => {
        yaml.#refuseErrors()
        return (yaml.#document.contents ?? null) !== null && yaml.content() !== null
      })
  }

  /**
   * The document as plain values.
   * @throws {UsageError} when its aliases multiply it too far
   */
  content(): unknown {
    try {
      this.#content ??= { value: this.#document.toJS({ maxAliasCount: this.#mostAliases }) }
      return this.#content.value
    } catch (error) {
      throw this.refuse([], `this cannot be read: ${messageOf(error)}`)
    }
  }

  /**
   * What a schema makes of the document, or of the part of it at `path`.
   * @throws {UsageError} that names file, line and column
   */
  check<Schema extends z.ZodType>(schema: Schema, path: YamlPath = []): z.output<Schema> {
    return checked(schema, valueAt(this.content(), path), (issuePath, message) =>
      this.refuse([...path, ...issuePath], message),
    )
  }

  /** The error for what is wrong at `path`; `message` comes without its full stop. */
  refuse(path: YamlPath, message: string): UsageError {
    return this.#refuseAt(this.#offsetOf(path), message)
  }

  /** `FILE:LINE:COLUMN` of the thing at `path`. */
  positionOf(path: YamlPath): string {
    return this.#position(this.#offsetOf(path))
  }

  #refuseErrors(): void {
    const [problem] = this.#document.errors
    if (problem !== undefined) {
      throw this.#refuseAt(problem.pos[0], `this is no YAML: ${problem.message.replace(/\.$/, '')}`)
    }
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

/** What is at a path in plain values; undefined for nothing. */
export function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((at, key) => Object(at)[key], value)
}

/**
 * What a schema makes of a value.
 * @param refuse makes the error for what is wrong in it, which is thrown
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  refuse: (path: YamlPath, message: string) => UsageError,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = innermostIssue(parsed.error)
  throw refuse(path, message)
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
