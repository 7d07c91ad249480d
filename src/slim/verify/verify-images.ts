import { askContainer } from '../../containers/http/ask-container.ts'
import { type RunEnd, runToEnd } from '../../containers/run-command.ts'
import type { ContainerRuntime, ReadyImage, ReadyOptions, RunnableImage } from '../../containers/runtime.ts'
import type { Progress } from '../../inventory/progress.ts'
import { commandLine } from '../../report/shell-words.ts'
import type {
  CommandEnd,
  RequestAnswer,
  SlimVerification,
  VerifiedCommand,
  VerifiedRequest,
} from '../../report/slim-verification.ts'
import { exposedPort } from './http-target.ts'
import { type Observed, type Sides, sideBySide } from './side-by-side.ts'
import type { HttpTarget, VerifyRequest } from './verify-request.ts'

/** A minute. */
const TIMEOUT = 60_000

/** How images are read that are run. */
export interface VerifyOptions extends ReadyOptions {
  /** Hears what is run. */
  readonly onProgress?: Progress | undefined
}

/**
 * Runs commands of two images side by side, and asks what they serve; every run is in a container of its own, whose filesystem is the
 * image's, and which is removed.
 * @throws {UsageError} when a command or request shows nothing in the source; {UnavailableError} when the runtime fails;
 *   {BrokenImageError} when a layer is not what it was; {InterruptedError} when the signal fires
 */
export async function verifyImages(
  runtime: ContainerRuntime,
  images: { readonly source: RunnableImage; readonly result: RunnableImage },
  request: VerifyRequest,
  options: VerifyOptions,
): Promise<SlimVerification> {
  const { network = false, timeout = TIMEOUT } = request
  const { reference, config } = images.source.inventory
  const targets = request.requests.map((target) => ({
    ...target,
    port: target.port ?? exposedPort(config.config, reference),
  }))
  const running: Running = { network, timeout, options }
  const { onProgress } = options
  const source = await runtime.ready(images.source, options)
  try {
    const result = await runtime.ready(images.result, options)
    try {
      // what shares a network shares its ports
      const sides: Sides = { source, result, atOnce: !(network && runtime.sharesNetwork) }
      const commands: VerifiedCommand[] = []
      for (const command of request.commands) {
        onProgress?.({ kind: 'running', what: nameOfCommand(command) })
        commands.push(await verifyCommand(sides, command, running))
      }
      const requests: VerifiedRequest[] = []
      for (const target of targets) {
        onProgress?.({ kind: 'running', what: `:${target.port}${target.path}` })
        requests.push(await verifyRequest(sides, target, running))
      }
      return { runtime: runtime.name, network, commands, requests }
    } finally {
      await result.close()
    }
  } finally {
    await source.close()
  }
}

/** Whether source and result answered the same. */
export function isVerified({ commands, requests }: SlimVerification): boolean {
  return [...commands, ...requests].every(({ verdict }) => verdict !== 'differs')
}

interface Running {
  readonly network: boolean
  /** In milliseconds. */
  readonly timeout: number
  readonly options: ReadyOptions
}

async function verifyCommand(
  sides: Sides,
  command: readonly string[],
  { network, timeout, options }: Running,
): Promise<VerifiedCommand> {
  const observe = async (image: ReadyImage): Promise<Observed<CommandEnd> | string> => {
    const container = await image.start({ command: command.length === 0 ? null : command, network })
    return observedEnd(await runToEnd(container, { timeout, signal: options.signal }), timeout)
  }
  return { command, ...(await sideBySide(sides, observe, `The command ${nameOfCommand(command)}`)) }
}

function nameOfCommand(command: readonly string[]): string {
  return command.length === 0 ? 'of the image itself' : commandLine(command)
}

function observedEnd(end: RunEnd, timeout: number): Observed<CommandEnd> | string {
  const { exitCode, notStarted, timedOut, stdout, stderr } = end
  if (timedOut) return `the command did not end within ${timeout / 1000} seconds`
  if (notStarted !== null || exitCode === null) return `the command could not be started: ${notStarted ?? ''}`
  return {
    run: {
      values: [{ trait: 'exit-code', value: String(exitCode) }],
      outputs: [
        { trait: 'stdout', output: stdout },
        { trait: 'stderr', output: stderr },
      ],
    },
    facts: { exitCode, stdoutBytes: stdout.bytes, stderrBytes: stderr.bytes },
  }
}

async function verifyRequest(
  sides: Sides,
  { port, path }: HttpTarget & { readonly port: number },
  { network, timeout, options }: Running,
): Promise<VerifiedRequest> {
  const observe = async (image: ReadyImage): Promise<Observed<RequestAnswer> | string> => {
    const container = await image.start({ command: null, network })
    try {
      const answer = await askContainer(container, { port, path }, { ...options, timeout })
      if (typeof answer === 'string') return answer
      const { status, contentType, body } = answer
      return {
        run: {
          values: [
            { trait: 'status', value: String(status) },
            { trait: 'content-type', value: contentType ?? 'not given' },
          ],
          outputs: [{ trait: 'body', output: body }],
        },
        facts: { status, contentType, bodyBytes: body.bytes },
      }
    } finally {
      await container.remove()
    }
  }
  return { port, path, ...(await sideBySide(sides, observe, `The request for :${port}${path}`)) }
}
