import { spawn } from 'node:child_process'
import { messageOf, UnavailableError } from '../errors.ts'

/** What ten thousand pods take, as kubectl prints them. */
const MAX_OUTPUT = 256 * 1024 * 1024
/** As much of what kubectl complains of as is said on. */
const MAX_COMPLAINT = 1000

/** What kubectl runs in. */
export interface KubectlContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

/**
 * Runs `kubectl` and gives what it prints.
 * @throws {UnavailableError} when it is not there, or ends with an error, in its words; the signal's reason when that aborts
 */
export async function runKubectl(args: readonly string[], { env, signal }: KubectlContext): Promise<string> {
  signal?.throwIfAborted()
  const child = spawn('kubectl', args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const stop = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', stop, { once: true })
  try {
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-MAX_COMPLAINT)
    })
    const pieces: Uint8Array[] = []
    let length = 0
    child.stdout.on('data', (piece: Uint8Array) => {
      length += piece.length
      if (length > MAX_OUTPUT) stop()
      else pieces.push(piece)
    })
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    ).catch((error: unknown) => {
      throw cannotRun(error)
    })
    signal?.throwIfAborted()
    if (length > MAX_OUTPUT)
      throw new UnavailableError(`kubectl answers with more than ${MAX_OUTPUT} bytes; name a namespace.`)
    if (code !== 0)
      throw new UnavailableError(
        `kubectl cannot say which pods run: ${lastLine(complaint) || `it ended with ${code}`}.`,
      )
    return Buffer.concat(pieces).toString('utf8')
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function cannotRun(error: unknown): UnavailableError {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return new UnavailableError(
    isMissing
      ? 'kubectl is not on PATH; install it, or give what it prints: kubectl get pods -o json | imgpeek pod -f -.'
      : `kubectl cannot be run: ${messageOf(error)}.`,
  )
}

/** kubectl logs each attempt and says at the end what is wrong. */
function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/[.?]$/, '')
}
