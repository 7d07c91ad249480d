import { createServer } from 'node:http'
import { connect } from 'node:net'
import { listen } from './listening-server.ts'

/** An HTTP proxy on loopback that leads every tunnel to one place. */
export interface ConnectProxy extends AsyncDisposable {
  readonly url: string
  /** What tunnels were asked for, `HOST:PORT`. */
  readonly targets: readonly string[]
}

/** Starts a proxy whose tunnels end at `destination`, `HOST:PORT`. */
export async function startConnectProxy(destination: string): Promise<ConnectProxy> {
  const targets: string[] = []
  const [host, port] = destination.split(':')
  const http = createServer((_request, response) => response.writeHead(501).end())
  http.on('connect', (request, client) => {
    targets.push(request.url ?? '')
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
    onward.on('error', () => client.destroy())
    client.on('error', () => onward.destroy())
    client.on('close', () => onward.destroy())
  })
  const server = await listen(http)
  return {
    url: `http://127.0.0.1:${server.port}`,
    targets,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
