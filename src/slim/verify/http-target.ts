import { UsageError } from '../../errors.ts'
import type { ExecutionConfig } from '../../oci/config.ts'
import type { HttpTarget } from './verify-request.ts'

const MAX_PORT = 65_535

/**
 * Reads what a server is to be asked: `/PATH`, or `:PORT/PATH`.
 * @throws {UsageError} when it is neither
 */
export function parseHttpTarget(text: string): HttpTarget {
  const [, digits, path] = /^(?::(\d{1,5}))?(\/[\x21-\x7e]*)$/.exec(text) ?? []
  const port = digits === undefined ? null : Number(digits)
  if (path === undefined || path.includes('#') || port === 0 || (port ?? 0) > MAX_PORT) {
    throw new UsageError(`"${text}" is nothing to ask a server for; write /PATH or :PORT/PATH, as in :8080/status.`)
  }
  return { port, path }
}

/**
 * The first TCP port that an image exposes.
 * @throws {UsageError} when it exposes none
 */
export function exposedPort({ exposedPorts }: ExecutionConfig, reference: string): number {
  for (const exposed of exposedPorts) {
    const [, digits] = /^(\d{1,5})(?:\/tcp)?$/i.exec(exposed) ?? []
    const port = Number(digits)
    if (port > 0 && port <= MAX_PORT) return port
  }
  throw new UsageError(`${reference} exposes no TCP port; say which its server listens on, as in :8080/status.`)
}
