import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { findPodmanEndpoint } from '../../../src/engines/docker/find-podman-endpoint.ts'
import { UsageError } from '../../../src/errors.ts'
import { need } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

test('CONTAINER_HOST says where the service is, whether it is there or not', async () => {
  const host = 'ssh://root@far.example:22/run/podman/podman.sock'
  const endpoint = await findPodmanEndpoint({ CONTAINER_HOST: host })
  expect(endpoint).toMatchObject({
    engine: 'podman',
    kind: 'ssh',
    origin: 'CONTAINER_HOST',
    socket: '/run/podman/podman.sock',
  })
  await expect(findPodmanEndpoint({ CONTAINER_HOST: 'podman' })).rejects.toThrow(UsageError)
})

test("a user's service is at the socket in the user's runtime directory", async (context) => {
  need(context, process.getuid?.() === 0, 'another user can only be taken on by root')
  const runtime = mkdtempSync(join(scratch, 'runtime-'))
  mkdirSync(join(runtime, 'podman'))
  for (const directory of [scratch, runtime]) chmodSync(directory, 0o755)
  const path = join(runtime, 'podman', 'podman.sock')
  const server = createServer().listen(path)
  await once(server, 'listening')
  try {
    const found = await endpointAs(65534, runtime)
    expect(found).toMatchObject({ engine: 'podman', kind: 'socket', path, origin: 'the default' })
  } finally {
    server.close()
  }
})

test('where there is no socket, there is no service', async (context) => {
  need(context, process.getuid?.() === 0, 'another user can only be taken on by root')
  const empty = mkdtempSync(join(scratch, 'runtime-'))
  // root's service may run on this machine, and is then a user's as well
  expect([null, '/run/podman/podman.sock']).toContain((await endpointAs(65534, empty))?.path ?? null)
})

/** What a process of another user finds. */
async function endpointAs(uid: number, runtime: string): Promise<{ path?: string } | null> {
  const module = new URL('../../../src/engines/docker/find-podman-endpoint.ts', import.meta.url).href
  const program = `
    const { findPodmanEndpoint } = await import(${JSON.stringify(module)})
    process.setgroups([]); process.setgid(${uid}); process.setuid(${uid})
    console.log(JSON.stringify(await findPodmanEndpoint({ XDG_RUNTIME_DIR: ${JSON.stringify(runtime)} })))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  return JSON.parse(stdout)
}
