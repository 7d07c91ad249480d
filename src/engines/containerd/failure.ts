import { InterruptedError, messageOf, UnavailableError } from '../../errors.ts'

/** The statuses of gRPC that are told apart (github.com/grpc/grpc, doc/statuscodes.md). */
const Status = { cancelled: 1, deadlineExceeded: 4, notFound: 5, alreadyExists: 6, unimplemented: 12, unavailable: 14 }

/** containerd's own words are cut here. */
const MAX_DETAILS = 300

/** containerd, which could be reached, did not do what it was asked to. */
export class ContainerdError extends UnavailableError {
  override name = 'ContainerdError'
  readonly #status: number | undefined

  constructor(message: string, status: number | undefined, options: ErrorOptions) {
    super(message, options)
    this.#status = status
  }

  /** Whether what was asked for is not there. */
  get isNotFound(): boolean {
    return this.#status === Status.notFound
  }

  /** Whether what was to be made is there already. */
  get isAlreadyThere(): boolean {
    return this.#status === Status.alreadyExists
  }

  /** Whether nothing has answered that knows the method. */
  get isNoAnswer(): boolean {
    const none = [Status.deadlineExceeded, Status.unimplemented, Status.unavailable]
    return this.#status !== undefined && none.includes(this.#status)
  }
}

/**
 * What a call's failure means to the user.
 * @param error as gRPC gives it: an error with a status and the server's words
 * @param address of the socket
 */
export function callFailure(
  error: unknown,
  address: string,
  signal: AbortSignal | undefined,
): ContainerdError | InterruptedError {
  if (signal?.aborted) return new InterruptedError(undefined, { cause: error })
  const status = error instanceof Error && 'code' in error ? Number(error.code) : undefined
  return new ContainerdError(sentence(status, detailsOf(error), address), status, { cause: error })
}

function sentence(status: number | undefined, details: string, address: string): string {
  switch (status) {
    case Status.unavailable:
      return `The connection to containerd at ${address} broke (${details}); see whether it still runs.`
    // a call is cancelled by us alone: where an answer does not come
    case Status.cancelled:
    case Status.deadlineExceeded:
      return `containerd at ${address} does not answer any more.`
    case Status.unimplemented:
      return `containerd at ${address} is too old: ${details}.`
    default:
      return `containerd at ${address} refuses: ${details}.`
  }
}

/** The server's words, on one line and without a full stop. */
function detailsOf(error: unknown): string {
  const details = error instanceof Error && 'details' in error ? String(error.details) : messageOf(error)
  return details.replaceAll(/\s+/g, ' ').slice(0, MAX_DETAILS).replace(/\.$/, '').trim()
}
