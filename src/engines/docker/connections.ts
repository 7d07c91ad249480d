import type { Pool } from 'undici'
import type { Endpoint, TlsIdentity } from './endpoint.ts'
import { SshConnection } from './ssh-connection.ts'

/** How long a connection may take to be there, in milliseconds; ssh has a limit of its own and may ask for a pass phrase. */
const CONNECT_TIMEOUT = 30_000
/** How long an answer may bring no byte before it counts as broken, in milliseconds. */
const STALL_TIMEOUT = 300_000

/** Opens connections to an engine as they are needed. */
export async function openConnections(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Pool> {
  // Loading undici takes 75 ms, which commands that need no engine should not pay.
  const { Pool } = await import('undici')
  const common = { bodyTimeout: STALL_TIMEOUT, headersTimeout: STALL_TIMEOUT, allowH2: false }
  switch (endpoint.kind) {
    case 'socket':
      return new Pool('http://engine', { ...common, connect: { socketPath: endpoint.path, timeout: CONNECT_TIMEOUT } })
    case 'tcp': {
      const { address, tls } = endpoint
      const connect = { timeout: CONNECT_TIMEOUT, ...(tls !== null && tlsOptions(tls)) }
      return new Pool(`${tls === null ? 'http' : 'https'}://${address}`, { ...common, connect })
    }
    case 'ssh':
      return new Pool('http://engine', {
        ...common,
        connect(_options, done) {
          const connection = new SshConnection(endpoint, env)
          let failure: Error | null = null
          connection.once('error', (error) => (failure = error))
          // Not at once: undici is not ready for it. What goes wrong later shows when the connection is used.
          // @ts-expect-error undici declares sockets and takes every duplex stream
          setImmediate(() => (failure === null ? done(null, connection) : done(failure, null)))
        },
      })
  }
}

function tlsOptions({ ca, cert, key, verify }: TlsIdentity) {
  return {
    rejectUnauthorized: verify,
    ...(ca !== null && { ca }),
    ...(cert !== null && key !== null && { cert, key }),
  }
}
