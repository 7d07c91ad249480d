import { connect } from 'node:net'
import { hasCode } from '../../disk/error-code.ts'
import { messageOf, UnavailableError, UsageError } from '../../errors.ts'

const DEFAULT_SOCKET = '/run/containerd/containerd.sock'

/**
 * The path of the socket that containerd is to be reached at: `CONTAINERD_ADDRESS`, which ctr and nerdctl heed too, or where
 * containerd has it unless it is told otherwise.
 * @throws {UsageError} when the address is that of something else than a Unix socket.
 */
export function socketPath(env: Readonly<Record<string, string | undefined>>): string {
  const address = env.CONTAINERD_ADDRESS || DEFAULT_SOCKET
  const path = address.startsWith('unix://') ? address.slice('unix://'.length) : address
  if (path.startsWith('/')) return path
  throw new UsageError(
    `CONTAINERD_ADDRESS is "${address}", which is not the absolute path of a Unix socket, such as ${DEFAULT_SOCKET}.`,
  )
}

/**
 * Sees whether somebody listens at a socket: gRPC would tell of it only in words.
 * @throws {UnavailableError} when nobody does, or this user may not connect.
 */
export async function checkSocket(path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ path })
  socket.once('connect', resolve).once('error', reject)
  try {
    await promise
  } catch (error) {
    throw new UnavailableError(sentence(path, error), { cause: error })
  } finally {
    socket.destroy()
  }
}

function sentence(path: string, error: unknown): string {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
    return `There is no containerd at ${path}; start it, or set CONTAINERD_ADDRESS to its socket (of k3s: /run/k3s/containerd/containerd.sock).`
  }
  if (hasCode(error, 'EACCES', 'EPERM')) {
    return `This user may not use containerd's socket ${path}; run imgpeek as root, or as a user who may.`
  }
  if (hasCode(error, 'ECONNREFUSED')) return `No containerd listens at ${path}; start it.`
  if (hasCode(error, 'ENOTSOCK', 'EPROTOTYPE')) return `${path} is not a socket of containerd's.`
  return `containerd at ${path} cannot be reached: ${messageOf(error)}.`
}
