import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { UnavailableError } from '../../errors.ts'
import { textOf } from '../output.ts'
import { complaintOf, runProgram } from '../program.ts'
import type { Container, RuntimeOptions } from '../runtime.ts'
import type { HttpAnswer, HttpRequest, SentAnswer } from './http-answer.ts'

const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './ask-worker.ts' : './ask-worker.js', import.meta.url),
)

/** In milliseconds. */
const MOMENT = 2000

/** How a container is asked. */
export interface AskOptions extends RuntimeOptions {
  /** How long the server may take to start and to answer, in milliseconds. */
  readonly timeout: number
}

/**
 * Asks a server in a container, by nsenter(1), from inside of its network, and waits until it listens.
 * @returns the answer, or the end of a sentence that says why there is none (“the container ended with 1”)
 * @throws {UnavailableError} when the container's network cannot be entered; {InterruptedError} when the signal fires
 */
export async function askContainer(
  container: Container,
  request: HttpRequest,
  { timeout, ...options }: AskOptions,
): Promise<HttpAnswer | string> {
  const id = await container.processId()
  if (id === null) return endedFirst(container)
  const over = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal
  void container.ended.then(() => over.abort())
  const commandLine = [...entering(id), process.execPath, WORKER, JSON.stringify(request)]
  try {
    const end = await runProgram(commandLine, { env: options.env, signal }, timeout)
    if (end.status === 0) return received(JSON.parse(textOf(end.stdout)) as SentAnswer)
    if (end.status === null) return `the server gave no answer within ${timeout / 1000} seconds`
    const complaint = complaintOf(end)
    if (!complaint.startsWith('nsenter:')) return `the server gave no answer: ${complaint}`
    if (await endsWithin(container, MOMENT)) return endedFirst(container)
    throw notEntered(complaint)
  } catch (error) {
    if (over.signal.aborted && !options.signal?.aborted) return endedFirst(container)
    throw error
  }
}

/** Into the network of a process; without root only of a container that is one's own, by its user namespace. */
function entering(id: number): string[] {
  const namespaces = process.geteuid?.() === 0 ? ['--net'] : ['--user', '--preserve-credentials', '--net']
  return ['nsenter', '--target', String(id), ...namespaces, '--']
}

function notEntered(complaint: string): UnavailableError {
  return new UnavailableError(
    `The network of a container cannot be entered (${complaint}): its engine has to run on this machine, and an engine of root's takes root.`,
  )
}

/** Its runtime may take a moment to tell of the end of a process. */
async function endsWithin(container: Container, milliseconds: number): Promise<boolean> {
  return Promise.race([container.ended.then(() => true), delay(milliseconds, false, { ref: false })])
}

async function endedFirst(container: Container): Promise<string> {
  const { exitCode, notStarted, stderr } = await container.ended
  if (notStarted !== null) return `the command could not be started: ${notStarted}`
  const [last] = textOf(stderr).trimEnd().split('\n').slice(-1)
  return `the container ended with ${exitCode}${last ? `: ${last}` : ''}`
}

function received({ body: { head, ...body }, ...answer }: SentAnswer): HttpAnswer {
  return { ...answer, body: { ...body, head: Buffer.from(head, 'base64') } }
}
