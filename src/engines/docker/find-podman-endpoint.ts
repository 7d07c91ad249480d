import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Endpoint, parseEndpoint } from './endpoint.ts'

type Environment = Readonly<Record<string, string | undefined>>

const ROOTFUL_SOCKET = '/run/podman/podman.sock'

/**
 * Where Podman's service is: what `CONTAINER_HOST` says, else the socket of the user (rootless) or, for root, of the system.
 * @returns null where nothing is configured and no socket is there: Podman works without a service, too
 * @throws {UsageError} when `CONTAINER_HOST` is malformed.
 */
export async function findPodmanEndpoint(env: Environment): Promise<Endpoint | null> {
  const host = env.CONTAINER_HOST
  if (host) return parseEndpoint({ engine: 'podman', host, origin: 'CONTAINER_HOST' }, null)
  for (const path of usualSockets(env)) {
    const isThere = await stat(path).then(
      (found) => found.isSocket(),
      () => false,
    )
    if (isThere) return parseEndpoint({ engine: 'podman', host: `unix://${path}`, origin: 'the default' }, null)
  }
  return null
}

/** The sockets that systemd makes for Podman, the user's own first; for root only the system's. */
function usualSockets(env: Environment): string[] {
  const uid = process.getuid?.()
  if (uid === undefined) return []
  const runtime = env.XDG_RUNTIME_DIR || `/run/user/${uid}`
  return uid === 0 ? [ROOTFUL_SOCKET] : [join(runtime, 'podman', 'podman.sock'), ROOTFUL_SOCKET]
}
