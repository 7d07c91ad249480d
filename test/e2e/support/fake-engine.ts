import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { temporaryDirectory } from './temporary-directory.ts'

/** A server that answers as an engine would, on a socket of its own until its scope ends. */
export interface FakeEngine extends AsyncDisposable {
  /** What `DOCKER_HOST` is to reach it. */
  readonly host: string
  /** The requests' methods and targets, without the API's version, in their order. */
  readonly requests: readonly string[]
}

/** What an engine does with a request; `path` comes without the API's version and query. */
export type EngineAnswers = (path: string, response: ServerResponse) => void

/** Starts a server; `headers` are those of `/_ping`, by which an engine tells its version. */
export async function startFakeEngine(
  answers: EngineAnswers,
  headers: Record<string, string> = { 'Api-Version': '1.47' },
): Promise<FakeEngine> {
  const directory = await temporaryDirectory()
  const socket = join(directory.path, 'engine.sock')
  const requests: string[] = []
  const server = createServer((request, response) => {
    const target = (request.url ?? '').replace(/^\/v[\d.]+/, '')
    if (target === '/_ping') {
      response.writeHead(200, headers).end('OK')
      return
    }
    requests.push(`${request.method} ${decodeURIComponent(target)}`)
    answers(decodeURIComponent(target.split('?')[0]!), response)
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    host: `unix://${socket}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
