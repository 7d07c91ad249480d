import { InterruptedError, messageOf } from '../errors.ts'
import type { Container, ContainerRequest } from './runtime.ts'

/** What a runtime says of a program that is not in its container. */
const NO_SUCH_PROGRAM = /no such file|not found/i

/**
 * Starts a program that is not there, in a container without anything: a runtime that finds that out has made all of a container
 * to look in.
 * @returns why it cannot, as `ContainerRuntime.obstacle` says it; null where it can
 * @throws {InterruptedError} when the signal fires
 */
export async function obstacleToContainers(
  start: (request: ContainerRequest) => Promise<Container>,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  let why: string | null
  try {
    const container = await start({ command: ['/none'], network: false })
    why = (await container.ended).notStarted
    await container.remove()
  } catch (error) {
    why = messageOf(error)
  }
  if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
  return why === null || NO_SUCH_PROGRAM.test(why) ? null : `makes no containers here: ${why}`
}
