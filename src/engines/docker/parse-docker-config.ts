import { UsageError } from '../../errors.ts'

/** What a file of a context says (docker/cli, cli/context/store/metadatastore.go). */
export interface ContextMetadata {
  readonly name: string
  /** The engine's address; null where the context is not one of an engine. */
  readonly host: string | null
  readonly skipTlsVerify: boolean
}

/** The context that Docker's config.json chooses. @throws {UsageError} when the file is malformed. */
export function parseCurrentContext(text: string, path: string): string | null {
  const { currentContext } = parseObject(text, path)
  return typeof currentContext === 'string' && currentContext !== '' ? currentContext : null
}

/** Reads a context's meta.json. @throws {UsageError} when it is malformed. */
export function parseContextMetadata(text: string, path: string): ContextMetadata {
  const { Name, Endpoints } = parseObject(text, path)
  const { Host, SkipTLSVerify } = fieldsOf(fieldsOf(Endpoints).docker)
  if (typeof Name !== 'string') throw new UsageError(`${path} does not name its context; make the context again.`)
  return {
    name: Name,
    host: typeof Host === 'string' && Host !== '' ? Host : null,
    skipTlsVerify: SkipTLSVerify === true,
  }
}

function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text))
  } catch (cause) {
    throw new UsageError(`${path} holds no valid JSON; repair it.`, { cause })
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
