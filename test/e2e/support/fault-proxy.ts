import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http'
import { listen } from './listening-server.ts'

/** A request as it came. */
interface SeenRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
}

/** One request that may be answered badly. */
interface ProxiedRequest extends SeenRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** How many requests of this method there were before. */
  readonly earlier: number
}

/** Answers a request and returns true, or returns false: then the registry does. */
export type ProxyFault = (exchange: ProxiedRequest) => boolean

/** A reverse proxy before a registry that notes all requests, and faults when asked to. */
export interface FaultProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly requests: readonly SeenRequest[]
}

/** Passes everything on to `upstream`, but what `fault` answers. */
export async function startFaultProxy(upstream: string, fault: ProxyFault = () => false): Promise<FaultProxy> {
  const requests: SeenRequest[] = []
  const [hostname, port] = upstream.split(':')
  const http = createServer((request, response) => {
    const { method = '', url: path = '/' } = request
    const earlier = requests.filter((seen) => seen.method === method).length
    requests.push({ method, path })
    if (fault({ method, path, request, response, earlier })) return
    // The registry writes the addresses of uploads with the host that it was asked by: that of the proxy.
    const onward = sendRequest({ hostname, port, path, method, headers: request.headers })
    onward.on('error', () => response.destroy())
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.on('close', () => request.complete || onward.destroy())
    request.pipe(onward)
  })
  const server = await listen(http)
  return {
    host: `127.0.0.1:${server.port}`,
    requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Takes the first `bytes` bytes of a request's body and hangs up. */
export function cutAfter(bytes: number, { request }: ProxiedRequest): true {
  let taken = 0
  request.on('data', (chunk: Buffer) => {
    taken += chunk.length
    if (taken >= bytes) request.socket.destroy()
  })
  return true
}
