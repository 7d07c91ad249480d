import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { listen } from '../e2e/support/listening-server.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { runShell } from './run-shell.ts'

const SCRIPT = fileURLToPath(new URL('../../ci/github/comment.js', import.meta.url))
const scratch = temporaryDirectory()

/** As much of GitHub as comments on pull request 7 of one repository take (docs.github.com/rest/issues/comments). */
async function comments(bodies: readonly string[], { mayWrite = true } = {}) {
  const all = bodies.map((body, id) => ({ id, body }))
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost')
    requests.push(`${request.method} ${url.pathname}`)
    const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value))
    if (request.headers.authorization !== 'Bearer secret') return answer(401, {})
    if (request.method === 'GET') {
      const page = Number(url.searchParams.get('page'))
      return answer(200, all.slice((page - 1) * 100, page * 100))
    }
    if (!mayWrite) return answer(403, { message: 'Resource not accessible by integration' })
    const { body } = await jsonOf(request)
    if (request.method === 'POST') all.push({ id: all.length, body })
    else all[Number(url.pathname.split('/').at(-1))]!.body = body
    return answer(200, {})
  })
  return { bodies: () => all.map(({ body }) => body), requests, server: await listen(server) }
}

async function jsonOf(request: IncomingMessage): Promise<{ body: string }> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString())
}

/** Runs the script as a runner does for an event. */
async function comment(port: number, { report = 'It grew.', event = { pull_request: { number: 7 } } as unknown } = {}) {
  const directory = mkdtempSync(join(scratch, 'run-'))
  writeFileSync(join(directory, 'event.json'), JSON.stringify(event))
  writeFileSync(join(directory, 'gate.md'), report)
  return runShell(process.execPath, [SCRIPT], {
    cwd: directory,
    env: {
      GITHUB_TOKEN: 'secret',
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      GITHUB_REPOSITORY: 'owner/app',
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      COMMENT_FILE: join(directory, 'gate.md'),
      COMMENT_ID: 'default',
    },
  })
}

const MARK = '<!-- imgpeek-gate:default -->'

describe('the comment on a pull request', () => {
  it('is written once, and updated by later runs', async () => {
    const github = await comments(['Nice!'])
    await using server = github.server
    expect((await comment(server.port)).code).toBe(0)
    expect(github.bodies()).toEqual(['Nice!', `${MARK}\nIt grew.`])
    await comment(server.port, { report: 'It shrank.' })
    expect(github.bodies()).toEqual(['Nice!', `${MARK}\nIt shrank.`])
  })

  it('is left alone where nothing changed', async () => {
    const github = await comments([`${MARK}\nIt grew.`])
    await using server = github.server
    await comment(server.port)
    expect(github.requests).toEqual(['GET /repos/owner/app/issues/7/comments'])
  })

  it('is found behind hundreds of others, and not taken for one that quotes it', async () => {
    const others = Array.from({ length: 250 }, (_, i) => `> ${MARK} ${i}`)
    const github = await comments([...others, `${MARK}\nold`])
    await using server = github.server
    await comment(server.port)
    expect(github.bodies()).toEqual([...others, `${MARK}\nIt grew.`])
  })

  it('is cut where GitHub would refuse it', async () => {
    const github = await comments([])
    await using server = github.server
    await comment(server.port, { report: 'x'.repeat(100_000) })
    expect(github.bodies()[0]!.length).toBe(65_536)
  })

  it('is left out with a warning where the token may not write, as of a fork', async () => {
    const github = await comments([], { mayWrite: false })
    await using server = github.server
    const { code, stdout } = await comment(server.port)
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^::warning::.*no right.*fork/)])
  })

  it('is left out with a warning where GitHub cannot be reached', async () => {
    const { code, stdout } = await comment(1)
    expect([code, stdout]).toEqual([0, expect.stringContaining('::warning::')])
  })

  it('is not written where there is no pull request', async () => {
    const github = await comments([])
    await using server = github.server
    const { code, stdout } = await comment(server.port, { event: { ref: 'refs/heads/main' } })
    expect([code, stdout, github.requests]).toEqual([0, expect.stringContaining('no pull request'), []])
  })
})
