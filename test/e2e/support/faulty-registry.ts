import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { sha256, type WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { listen } from './listening-server.ts'

/** A request as it came. */
interface SeenRequest {
  readonly path: string
  readonly authorization: string | null
  readonly range: string | null
}

/** One request, to be answered well or badly. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly path: string
  /** How often this path was asked for before. */
  readonly earlier: number
  /** The manifest that is asked for; null for anything else. */
  readonly manifest: Buffer | null
  /** The blob that is asked for; null for anything else. */
  readonly blob: Buffer | null
}

/** Answers an exchange and returns true, or returns false: then it is answered well. */
export type Fault = (exchange: Exchange) => boolean

/** A registry in this process that has the image of a layout under every name and tag, and faults on request. */
export interface FaultyRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly requests: readonly SeenRequest[]
}

export async function startFaultyRegistry(layout: string, fault: Fault = () => false): Promise<FaultyRegistry> {
  const requests: SeenRequest[] = []
  const http = createServer((request, response) => {
    const path = request.url ?? '/'
    const earlier = requests.filter((seen) => seen.path === path).length
    const { authorization = null, range = null } = request.headers
    requests.push({ path, authorization, range })
    const blob = path.includes('/blobs/') ? readBlob(layout, path) : null
    const manifest = path.includes('/manifests/') ? readManifest(layout, path) : null
    const exchange = { request, response, path, earlier, manifest, blob }
    if (!fault(exchange)) answerWell(exchange)
  })
  const server = await listen(http)
  return {
    host: `127.0.0.1:${server.port}`,
    requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function answerWell({ request, response, path, manifest, blob }: Exchange): void {
  if (path === '/v2/') {
    response.end('{}')
  } else if (blob !== null) {
    answerBlob(blob, request, response)
  } else if (manifest !== null) {
    const { mediaType } = JSON.parse(manifest.toString()) as { mediaType: string }
    response.writeHead(200, { 'content-type': mediaType, 'docker-content-digest': sha256(manifest) }).end(manifest)
  } else {
    response.writeHead(404).end()
  }
}

function answerBlob(blob: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start >= blob.length && start > 0) {
    response.writeHead(416).end()
    return
  }
  const range = { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` }
  response.writeHead(start > 0 ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': blob.length - start,
    ...(start > 0 && range),
  })
  response.end(blob.subarray(start))
}

/** A manifest by digest, or, whatever the tag, the layout's one entry. */
function readManifest(layout: string, path: string): Buffer | null {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: WrittenDescriptor[] }
  return readBlob(layout, path.includes('sha256:') ? path : (index.manifests[0]?.digest ?? ''))
}

function readBlob(layout: string, name: string): Buffer | null {
  const path = join(layout, 'blobs', 'sha256', /[0-9a-f]{64}$/.exec(name)?.[0] ?? 'none')
  return existsSync(path) ? readFileSync(path) : null
}
