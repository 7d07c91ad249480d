import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { runc } from '../../src/containers/bundle/runc.ts'
import type { SlimDocument } from '../../src/index.ts'
import { committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { startDockerRegistry } from '../e2e/support/docker-registry.ts'
import { need, needProgram } from '../support/programs.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ended, imgpeek, start } from './imgpeek.ts'

const scratch = temporaryDirectory()
/** Where all temporary files go. */
const temporary = join(scratch, 'tmp')
const env = {
  TMPDIR: temporary,
  XDG_CACHE_HOME: join(scratch, 'cache'),
  NODE_COMPILE_CACHE: join(scratch, 'compiled'),
}
const IMAGE = `oci:${join(scratch, 'webapp')}:1.0`
const RUNC = ['--verify-with', 'runc']
/** What no shell that reads it can be seen to name, and mode `files` drops. */
const READS_WHAT_GOES = `sh -c 'cd /usr/share/common-licenses && for name in GPL; do cat $name-3; done'`

let obstacle: string | null = null

beforeAll(async () => {
  mkdirSync(temporary)
  const spec = await uncompressedSpec(committedLayout('webapp'))
  const config = { Cmd: ['httpd', '-f', '-p', '8080', '-h', '/srv/www'], ExposedPorts: { '8080/tcp': {} } }
  writeLayout(join(scratch, 'webapp'), { ...spec, fields: { ...spec.fields, config } }, '1.0')
  obstacle = await runc.obstacle({ env: process.env })
})

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

function slim(...args: readonly string[]) {
  return imgpeek(['slim', IMAGE, '--mode', 'files', ...args], { env })
}

describe('imgpeek slim --verify', () => {
  beforeEach((context) => {
    needProgram(context, 'runc')
    need(context, process.getuid?.() === 0, 'containers are root’s')
    need(context, obstacle === null, `runc ${obstacle}`)
  })

  it('writes an image that answers as its source does, the same one as without', async () => {
    const [verified, other] = [fresh(), fresh()]
    const commands = ['--verify', 'busybox echo hello', '--verify', 'sh -c "cd /; exit 3"', '--verify-http', '/']
    const { code, stdout, stderr } = await slim('-o', `oci:${verified}:slim`, ...commands, ...RUNC, '--json')
    expect([code, stderr]).toEqual([0, ''])
    const document: SlimDocument = JSON.parse(stdout)
    expect(schemaErrors('slim', document)).toEqual([])
    expect(schemaErrors('slim', { ...document, verification: {} })).not.toEqual([])
    const end = (exitCode: number, stdoutBytes = 0): object => ({ exitCode, stdoutBytes, stderrBytes: 0 })
    const answer = { status: 200, contentType: 'text/html', bodyBytes: 91 }
    const same = { verdict: 'same', differences: [] }
    expect(document.verification).toEqual({
      runtime: 'runc',
      network: false,
      commands: [
        { command: ['busybox', 'echo', 'hello'], ...same, source: end(0, 6), result: end(0, 6) },
        { command: ['sh', '-c', 'cd /; exit 3'], ...same, source: end(3), result: end(3) },
      ],
      requests: [{ port: 8080, path: '/', ...same, source: answer, result: answer }],
    })
    const plain: SlimDocument = JSON.parse((await slim('-o', `oci:${other}:slim`, '--json')).stdout)
    expect({ ...document, verification: null }).toEqual({
      ...plain,
      written: { ...plain.written, destination: document.written!.destination },
    })
    expect(readdirSync(join(verified, 'blobs/sha256')).sort()).toEqual(readdirSync(join(other, 'blobs/sha256')).sort())
    expect(readdirSync(temporary)).toEqual([])
  })

  it('writes nothing where the result does not answer as its source does, and shows what differs', async () => {
    const layout = fresh()
    const args = ['-o', `oci:${layout}:slim`, '--verify', 'busybox id', '--verify', READS_WHAT_GOES, ...RUNC]
    const { code, stdout } = await slim(...args)
    expect(code).toBe(1)
    expect(stdout).toContain(`Run by runc, without a network
  Answer   Source  Result  To
  same     exit 0  exit 0  busybox id
  differs  exit 0  exit `)
    expect(stdout).toMatch(/\n {2}- Standard output is not the same\.\n {4}@@ -1,\d+ \+0,0 @@\n {4}-/)
    expect(stdout).toMatch(/\nThe image was not written: 1 of 2 did not answer as before\.\n$/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(existsSync(layout)).toBe(false)

    const { stdout: json } = await slim(...args, '--json')
    const document: SlimDocument = JSON.parse(json)
    expect(schemaErrors('slim', document)).toEqual([])
    expect(document).toMatchObject({ written: null, proof: { failures: [] } })
    expect(document.verification!.commands.map(({ verdict }) => verdict)).toEqual(['same', 'differs'])
    expect(readdirSync(temporary)).toEqual([])
  })

  it('leaves no tag in a registry where the result does not answer as its source does', async (context) => {
    needProgram(context, 'docker-registry')
    await using registry = await startDockerRegistry()
    const name = `${registry.host}/app:slim`
    const args = ['-o', name, '--plain-http', ...RUNC]
    expect((await slim(...args, '--verify', READS_WHAT_GOES)).code).toBe(1)
    expect((await imgpeek(['inspect', name, '--plain-http'], { env })).code).toBe(3)
    const catalog = await fetch(`http://${registry.host}/v2/_catalog`)
    expect(await catalog.json()).toEqual({ repositories: [] })
    expect((await slim(...args, '--verify', 'busybox id')).code).toBe(0)
    expect((await imgpeek(['inspect', name, '--plain-http'], { env })).code).toBe(0)
  })

  it('does not compare what differs from one run of the source to the next', async () => {
    const args = ['-o', `oci:${fresh()}`, ...RUNC, '--json']
    const command = (last: string): string => `sh -c 'cat /proc/sys/kernel/random/uuid; ${last}'`
    const { code, stdout } = await slim(...args, '--verify', command('echo end'))
    expect(code).toBe(0)
    const [varying] = (JSON.parse(stdout) as SlimDocument).verification!.commands
    expect(varying).toMatchObject({ verdict: 'varies', differences: [{ in: 'stdout', varies: true, patch: null }] })
    const other = await slim(...args, '--verify', command('ls /usr/share'))
    expect(other.code).toBe(1)
    const [differing] = (JSON.parse(other.stdout) as SlimDocument).verification!.commands
    expect(differing).toMatchObject({ verdict: 'differs', differences: [{ in: 'stdout', varies: false }] })
  })

  it.each([
    [['--verify', 'no-such-program'], /in the source the command could not be started: .*no-such-program/],
    [['--verify', 'sleep 60', '--verify-timeout', '1'], /in the source the command did not end within 1 seconds/],
    [['--verify-http', ':81/', '--verify-timeout', '1'], /in the source the server gave no answer within 1 seconds/],
    [['--verify-http', ':8080/', '--verify', 'a | b'], /only a shell understands/],
    [['--verify-http', 'status'], /write \/PATH or :PORT\/PATH/],
    [['--verify', 'id', '--dry-run'], /--dry-run/],
    [['--verify', 'id', '--explain', '/bin'], /--explain/],
    [['--verify-network'], /--verify-network/],
  ])('refuses what shows nothing: %j', async (args, complaint) => {
    const layout = fresh()
    const { code, stdout, stderr } = await slim('-o', `oci:${layout}`, ...args)
    expect([code, stdout, existsSync(layout)]).toEqual([2, '', false])
    expect(stderr).toMatch(complaint)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('leaves nothing behind when it is interrupted while containers run', async () => {
    const layout = fresh()
    const args = ['slim', IMAGE, '-o', `oci:${layout}`, '--verify', 'sleep 77', ...RUNC]
    const child = start(args, { env })
    const end = ended(child)
    while (!hasContainer() && child.exitCode === null) await delay(20)
    await delay(100)
    child.kill('SIGINT')
    const { code, stderr } = await end
    expect([code, stderr]).toEqual([130, 'imgpeek: Interrupted.\n'])
    expect([existsSync(layout), readdirSync(temporary)]).toEqual([false, []])
  })
})

/** Whether a container has been started: its runtime says so in a file. */
function hasContainer(): boolean {
  return globSync('imgpeek-*/*/imgpeek-*.pid', { cwd: temporary }).length > 0
}

it('says that nothing can run containers before anything is read', async () => {
  const layout = fresh()
  const { code, stdout, stderr } = await imgpeek(
    ['slim', 'oci:/nonexistent', '-o', `oci:${layout}`, '--verify', 'id'],
    { env: { ...env, PATH: '/nonexistent' } },
  )
  expect([code, stdout, existsSync(layout)]).toEqual([3, '', false])
  expect(stderr).toMatch(/^imgpeek: No container can be run here: docker is not installed; .*\n$/)
})
