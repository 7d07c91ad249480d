import type { z } from 'zod'
import { messageOf, UnavailableError, UsageError } from '../errors.ts'
import { checked, valueAt, type YamlPath } from '../yaml/yaml-text.ts'
import type { Located } from './located.ts'
import { pathText } from './pod-specs.ts'

/** What kubectl printed as JSON. It is not read as YAML, which takes ten times as long. */
export class KubectlAnswer implements Located {
  readonly #content: unknown

  /** @throws {UnavailableError} when it is no JSON */
  constructor(text: string) {
    try {
      this.#content = JSON.parse(text)
    } catch (error) {
      throw new UnavailableError(`kubectl answers with something that is no JSON: ${messageOf(error)}.`)
    }
  }

  content(): unknown {
    return this.#content
  }

  check<Schema extends z.ZodType>(schema: Schema, path: YamlPath = []): z.output<Schema> {
    return checked(schema, valueAt(this.#content, path), (issuePath, message) =>
      this.refuse([...path, ...issuePath], message),
    )
  }

  refuse(path: YamlPath, message: string): UsageError {
    return new UsageError(`${this.positionOf(path)}: ${message}.`)
  }

  positionOf(path: YamlPath): string {
    const at = pathText(path)
    return at === '' ? 'kubectl' : `kubectl: ${at}`
  }
}
