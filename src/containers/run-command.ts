import { InterruptedError } from '../errors.ts'
import type { ContainerEnd } from './container-end.ts'
import type { Container } from './runtime.ts'

/** How long a container may run. */
export interface RunOptions {
  /** In milliseconds. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

/** What came of a container: its end, and whether that came by itself. */
export interface RunEnd extends ContainerEnd {
  /** Whether it had to be killed, because its time was over; the exit code then says nothing. */
  readonly timedOut: boolean
}

/**
 * Waits for the end of a container, and removes it.
 * @throws {InterruptedError} when the signal fires
 */
export async function runToEnd(container: Container, { timeout, signal }: RunOptions): Promise<RunEnd> {
  const stopped = Promise.withResolvers<'late' | 'interrupted'>()
  const timer = setTimeout(() => stopped.resolve('late'), timeout)
  const interrupt = (): void => stopped.resolve('interrupted')
  signal?.addEventListener('abort', interrupt)
  if (signal?.aborted) interrupt()
  let outcome: ContainerEnd | 'late' | 'interrupted'
  try {
    outcome = await Promise.race([container.ended, stopped.promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', interrupt)
    await container.remove()
  }
  if (outcome === 'interrupted') throw new InterruptedError(undefined, { cause: signal?.reason })
  return { ...(await container.ended), timedOut: outcome === 'late' }
}
