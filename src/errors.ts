/** The exit codes that users script against; see docs/exit-codes.md. */
export const ExitCode = { ok: 0, no: 1, usage: 2, unavailable: 3, broken: 4, interrupted: 130 } as const

/** An error with the exit code it ends the program with. Its message is one sentence that names the thing at fault. */
export class ImgpeekError extends Error {
  readonly exitCode: number = ExitCode.no
  override name = 'ImgpeekError'
}

/** The command line or a configuration file is wrong. */
export class UsageError extends ImgpeekError {
  override readonly exitCode = ExitCode.usage
  override name = 'UsageError'
}

/** The image could not be had: no such image, platform, tag or file; no permission; network. */
export class UnavailableError extends ImgpeekError {
  override readonly exitCode = ExitCode.unavailable
  override name = 'UnavailableError'
}

/** What was asked for is not there, although the place where it would be could be looked at. */
export class NotFoundError extends UnavailableError {
  override name = 'NotFoundError'
}

/** The image is broken or hostile: a digest that does not match, a malformed archive. */
export class BrokenImageError extends ImgpeekError {
  override readonly exitCode = ExitCode.broken
  override name = 'BrokenImageError'
}

/** A limit was passed. `message` comes without its full stop; `flag` is the option that raises the limit, without dashes. */
export class LimitError extends BrokenImageError {
  override name = 'LimitError'
  readonly flag: string | null

  constructor(message: string, flag: string | null) {
    super(flag === null ? `${message}.` : `${message}; raise the limit with --${flag} if you trust this image.`)
    this.flag = flag
  }
}

/** The user interrupted (Ctrl-C) or a caller aborted its signal. */
export class InterruptedError extends ImgpeekError {
  override readonly exitCode = ExitCode.interrupted
  override name = 'InterruptedError'

  constructor(message = 'Interrupted.', options?: ErrorOptions) {
    super(message, options)
  }
}

/** What went wrong, as text, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
