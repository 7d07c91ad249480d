import { BrokenImageError, InterruptedError, messageOf, UnavailableError } from '../../errors.ts'

/** An error on its way to another thread, which would lose its class. */
export interface ErrorMessage {
  readonly kind: keyof typeof KINDS
  readonly message: string
  readonly stack: string | undefined
}

/** The classes that scanning throws; a passed limit arrives as the broken image that it is. */
const KINDS = {
  broken: BrokenImageError,
  unavailable: UnavailableError,
  interrupted: InterruptedError,
  unexpected: Error,
} as const

export function messageFor(error: unknown): ErrorMessage {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[]
  const kind = kinds.find((name) => error instanceof KINDS[name]) ?? 'unexpected'
  return { kind, message: messageOf(error), stack: error instanceof Error ? error.stack : undefined }
}

/** An error of the same class, with the same words. */
export function errorFrom({ kind, message, stack }: ErrorMessage): Error {
  return Object.assign(new KINDS[kind](message), { stack })
}
