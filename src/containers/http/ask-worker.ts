// A program of its own, because only a process that is started there gets into a container's network. Its argument is a question as
// JSON; it prints the answer as JSON, and ends with 1 and a sentence on standard error where there is none.
import { createHash } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { HttpRequest, SentAnswer } from './http-answer.ts'

/** Servers may listen on one of them only. */
const LOOPBACK = ['127.0.0.1', '::1']
/** Between two tries, in milliseconds. */
const PAUSE = 100
/** Bytes of a body that are kept. */
const MOST_KEPT = 512 * 1024

/** Asks until there is an answer: a server takes time to start, and who asks ends this program when that takes too long. */
async function ask(request: HttpRequest): Promise<SentAnswer> {
  for (;;) {
    for (const host of LOOPBACK) {
      const response = await tryOnce(host, request)
      if (response !== null) return answerOf(response)
    }
    await delay(PAUSE)
  }
}

/** Null where nobody listens. */
function tryOnce(host: string, { port, path }: HttpRequest): Promise<IncomingMessage | null> {
  return new Promise((resolve, reject) => {
    const headers = { host: `localhost:${port}`, connection: 'close' }
    get({ host, port, path, headers, agent: false }, resolve).once('error', (error) => {
      const isNobody = 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'EADDRNOTAVAIL')
      if (isNobody) resolve(null)
      else reject(error)
    })
  })
}

async function answerOf(response: IncomingMessage): Promise<SentAnswer> {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  let bytes = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    if (bytes < MOST_KEPT) kept.push(piece.subarray(0, MOST_KEPT - bytes))
    bytes += piece.length
    hash.update(piece)
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? null,
    body: { head: Buffer.concat(kept).toString('base64'), bytes, sha256: hash.digest('hex') },
  }
}

try {
  const answer = await ask(JSON.parse(process.argv[2] ?? '') as HttpRequest)
  process.stdout.write(JSON.stringify(answer))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
