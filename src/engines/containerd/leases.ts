import { randomUUID } from 'node:crypto'
import type { ContainerdChannel } from './channel.ts'

/** How long containerd keeps a lease that nobody gave back, as after a crash: a day, as its own tools have it. */
const LIFETIME = 24 * 60 * 60 * 1000

/** Keeps what is written from being collected as garbage before an image refers to it. */
export interface Lease {
  readonly id: string
  /**
   * Gives it back. What was made under it and nothing refers to is removed: at once where that is waited for, else when containerd
   * comes round to it.
   * @throws {ContainerdError} when containerd fails.
   */
  release(options: { readonly collect: boolean }): Promise<void>
}

/**
 * Takes a lease in a namespace, which comes into being with it where it did not exist.
 * @throws {ContainerdError} when containerd gives none; {InterruptedError} when the signal fires.
 */
export async function takeLease(channel: ContainerdChannel, namespace: string, signal?: AbortSignal): Promise<Lease> {
  const id = `imgpeek-${randomUUID()}`
  const labels = { 'containerd.io/gc.expire': new Date(Date.now() + LIFETIME).toISOString() }
  await channel.call('leases.v1.Leases/Create', { id, labels }, { namespace, signal })
  return {
    id,
    async release({ collect }) {
      await channel.call('leases.v1.Leases/Delete', { id, sync: collect }, { namespace })
    },
  }
}
