import { setTimeout as delay } from 'node:timers/promises'

/** How long a daemon may take to start, in milliseconds. */
const START_TIMEOUT = 30_000
/** Between two questions whether it is up, in milliseconds. */
const PAUSE = 100

/**
 * Waits until a daemon answers.
 * @param ask rejects as long as it does not
 * @param exited settles when it has ended
 * @returns false where it ended, or took too long
 */
export async function untilUp(ask: () => Promise<unknown>, exited: Promise<unknown>): Promise<boolean> {
  const deadline = delay(START_TIMEOUT, 'late', { ref: false })
  for (;;) {
    const answer = ask().then(
      () => 'up',
      () => 'waiting',
    )
    const state = await Promise.race([answer, exited.then(() => 'ended'), deadline])
    if (state !== 'waiting') return state === 'up'
    await delay(PAUSE)
  }
}
