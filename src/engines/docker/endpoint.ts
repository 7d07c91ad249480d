import { UsageError } from '../../errors.ts'

/** The engines whose API this folder speaks: Docker's own, and Podman's service, which speaks the same. */
export type EngineKind = 'docker' | 'podman'

/** Certificates for a TLS connection, as PEM texts; null where there is none. */
export interface TlsIdentity {
  /** The authority to trust instead of the system's. */
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  /** False where any certificate of the engine is accepted. */
  readonly verify: boolean
}

/** What all endpoints tell. */
interface EndpointName {
  readonly engine: EngineKind
  /** The address as it was written, such as `unix:///var/run/docker.sock`. */
  readonly host: string
  /** Where the address was found, for errors: `DOCKER_HOST`, `the context "work"`, `the default`. */
  readonly origin: string
}

/** An engine on this machine. */
interface SocketEndpoint extends EndpointName {
  readonly kind: 'socket'
  /** A Unix socket, or a named pipe of Windows. */
  readonly path: string
}

/** An engine that listens on TCP. */
interface TcpEndpoint extends EndpointName {
  readonly kind: 'tcp'
  /** `host:port`. */
  readonly address: string
  /** Null for plain HTTP. */
  readonly tls: TlsIdentity | null
}

/** An engine of another machine, reached by the `ssh` program and a command that passes its socket on. */
interface SshEndpoint extends EndpointName {
  readonly kind: 'ssh'
  readonly hostname: string
  readonly user: string | null
  readonly port: number | null
  /** The engine's socket on the other machine; null for what is usual there. */
  readonly socket: string | null
}

/** Where an engine's API is. */
export type Endpoint = SocketEndpoint | TcpEndpoint | SshEndpoint

const PLAIN_PORT = '2375'
const TLS_PORT = '2376'

/**
 * Reads an engine's address as `DOCKER_HOST`, `CONTAINER_HOST` and contexts write it: `unix://PATH`, `npipe://PATH`,
 * `tcp://HOST[:PORT]`, `http://` and `https://` as well, or `ssh://[USER@]HOST[:PORT][/SOCKET]`.
 * @param tls the certificates that are configured; null for plain HTTP
 * @throws {UsageError} when it is none of these.
 */
export function parseEndpoint(name: EndpointName, tls: TlsIdentity | null): Endpoint {
  const { host, origin } = name
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.+)$/s.exec(host) ?? []
  switch (scheme) {
    case 'unix':
      return { ...name, kind: 'socket', path: rest }
    case 'npipe':
      return { ...name, kind: 'socket', path: rest.replaceAll('/', '\\') }
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(name, rest, scheme === 'https' ? (tls ?? UNCONFIGURED) : tls)
    case 'ssh':
      return sshEndpoint(name)
    default:
      throw new UsageError(
        `${origin} says ${JSON.stringify(host)}, which is no engine's address; write unix://PATH, tcp://HOST:PORT or ssh://HOST.`,
      )
  }
}

/** TLS with nothing said of it. */
const UNCONFIGURED: TlsIdentity = { ca: null, cert: null, key: null, verify: true }

function tcpEndpoint(name: EndpointName, rest: string, tls: TlsIdentity | null): TcpEndpoint {
  const { hostname, port } = urlOf(`http://${rest}`, name)
  return { ...name, kind: 'tcp', address: `${hostname}:${port || (tls === null ? PLAIN_PORT : TLS_PORT)}`, tls }
}

function sshEndpoint(name: EndpointName): SshEndpoint {
  const { hostname, username, password, port, pathname } = urlOf(name.host, name)
  if (password !== '') throw new UsageError(`${name.origin} holds a password, which ssh does not take; use a key.`)
  // ssh would take it for an option
  if (hostname.startsWith('-') || username.startsWith('-')) throw unusable(name)
  return {
    ...name,
    kind: 'ssh',
    hostname: hostname.replace(/^\[|\]$/g, ''),
    user: username === '' ? null : decodeURIComponent(username),
    port: port === '' ? null : Number(port),
    socket: pathname === '' || pathname === '/' ? null : pathname,
  }
}

function urlOf(text: string, name: EndpointName): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '') throw unusable(name)
  return url
}

function unusable({ host, origin }: EndpointName): UsageError {
  return new UsageError(`${origin} says ${JSON.stringify(host)}, in which there is no usable host.`)
}
