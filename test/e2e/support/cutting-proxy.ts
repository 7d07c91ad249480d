import { createServer, request as sendRequest } from 'node:http'
import { listen } from './listening-server.ts'

/** A reverse proxy before a registry that drops connections in the middle of blobs. */
export interface CuttingProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** The `Range` headers of requests for blobs, in order; null for none. */
  readonly ranges: readonly (string | null)[]
  /** The statuses that the registry gave to them. */
  readonly statuses: readonly number[]
}

/** Passes everything on to `upstream`, but ends each of the first `cuts` answers with a blob after `bytes` bytes of it. */
export async function startCuttingProxy(
  upstream: string,
  { cuts, bytes }: { readonly cuts: number; readonly bytes: number },
): Promise<CuttingProxy> {
  const ranges: (string | null)[] = []
  const statuses: number[] = []
  let remaining = cuts
  const http = createServer((request, response) => {
    const isBlob = request.url?.includes('/blobs/') ?? false
    const [hostname, port] = upstream.split(':')
    const onward = sendRequest({ hostname, port, path: request.url, method: request.method, headers: request.headers })
    onward.on('error', () => response.destroy())
    onward.on('response', (answer) => {
      const status = answer.statusCode ?? 502
      if (isBlob) {
        ranges.push(request.headers.range ?? null)
        statuses.push(status)
      }
      response.writeHead(status, answer.headers)
      if (!isBlob || status >= 300 || remaining === 0) {
        answer.pipe(response)
        return
      }
      remaining--
      let left = bytes
      answer.on('data', (chunk: Buffer) => {
        if (left <= 0) return
        const part = chunk.subarray(0, left)
        left -= part.length
        response.write(part, () => left <= 0 && response.destroy())
      })
      answer.on('end', () => response.end())
    })
    request.pipe(onward)
  })
  const server = await listen(http)
  return {
    host: `127.0.0.1:${server.port}`,
    ranges,
    statuses,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
