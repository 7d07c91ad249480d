import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { askContainer } from '../../src/containers/http/ask-container.ts'
import { textOf } from '../../src/containers/output.ts'
import { type RunEnd, runToEnd } from '../../src/containers/run-command.ts'
import type { ReadyImage, RuntimeName } from '../../src/containers/runtime.ts'
import { chooseRuntime, runtimesNamed } from '../../src/containers/runtimes.ts'
import { InterruptedError, UnavailableError, withImages } from '../../src/index.ts'
import { committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { type StartedRuntime, startRuntime } from './started-runtime.ts'

const scratch = temporaryDirectory()
/** Where the runtimes' own temporary files go. */
const temporary = join(scratch, 'tmp')
const IMAGE = `oci:${join(scratch, 'webapp')}:1.0`
const READING = { platform: 'linux/amd64', env: { HOME: '/nonexistent', XDG_CACHE_HOME: join(scratch, 'cache') } }
const PORT = 8080
/** The head of an ELF file for a processor that no machine has. */
const FOREIGN = Buffer.from('7f454c46020101'.padEnd(32, '0').padEnd(128, 'f'), 'hex')

beforeAll(async () => {
  const spec = await uncompressedSpec(committedLayout('webapp'))
  const config = { Cmd: ['httpd', '-f', '-p', String(PORT), '-h', '/srv/www'], ExposedPorts: { '8080/tcp': {} } }
  // not fields as they were: their diffIDs would lack the new layer
  const foreign = new LayerBuilder().file('usr/local/bin/foreign', FOREIGN, { mode: 0o755 })
  const layers = [...spec.layers, { tar: await foreign.build() }]
  writeLayout(join(scratch, 'webapp'), { layers, config, architecture: 'amd64' }, '1.0')
  mkdirSync(temporary)
})

describe.each<RuntimeName>(['docker', 'podman', 'runc', 'crun'])('%s', (name) => {
  let started: StartedRuntime | null

  beforeAll(async () => {
    started = await startRuntime(name)
  })

  afterAll(async () => {
    await started?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    // crun's own version here knows one kind of control groups only
    if (name === 'crun' && started?.obstacle != null) context.skip(`crun ${started.obstacle}`)
    needProgram(context, name === 'docker' ? 'dockerd' : name)
    need(context, process.getuid?.() === 0, 'containers are root’s')
    need(context, started !== null, `${name} does not start`)
    need(context, started!.obstacle === null, `${name} ${started!.obstacle}`)
    vi.stubEnv('TMPDIR', temporary)
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    if (started === null) return
    expect([await started.has(), readdirSync(temporary)]).toEqual(['', []])
  })

  /** Works with the image while it is ready. */
  function withReady<Result>(use: (image: ReadyImage) => Promise<Result>): Promise<Result> {
    const { runtime, env } = started!
    return withImages([{ reference: IMAGE }], READING, async ([opened]) => {
      const ready = await runtime.ready(opened!, { env })
      try {
        return await use(ready)
      } finally {
        await ready.close()
      }
    })
  }

  async function run(ready: ReadyImage, command: readonly string[] | null, timeout = 60_000): Promise<RunEnd> {
    return runToEnd(await ready.start({ command, network: false }), { timeout })
  }

  it('runs a command in place of the image’s own, and tells exit code and outputs apart', async () => {
    await withReady(async (ready) => {
      const end = await run(ready, ['sh', '-c', 'echo out; echo "$0" >&2; exit 7', 'a b'])
      expect(end).toMatchObject({ exitCode: 7, notStarted: null, timedOut: false })
      expect([textOf(end.stdout), textOf(end.stderr)]).toEqual(['out\n', 'a b\n'])
    })
  })

  it('says that a command could not be started, and does not take it for one that failed', async () => {
    await withReady(async (ready) => {
      const { exitCode, notStarted } = await run(ready, ['no-such-program'])
      expect(exitCode).toBeNull()
      expect(notStarted).toMatch(/no-such-program.*not found/)
      expect((await run(ready, ['sh', '-c', 'exit 127'])).exitCode).toBe(127)
      const refused = await run(ready, ['/usr/local/bin/foreign'])
      expect([refused.exitCode, refused.notStarted]).toEqual([null, '/usr/local/bin/foreign: exec format error'])
    })
  })

  it('kills what does not end in its time', async () => {
    await withReady(async (ready) => {
      expect(await run(ready, null, 1500)).toMatchObject({ timedOut: true, notStarted: null })
    })
  })

  it('starts every container with the filesystem that the image has', async () => {
    await withReady(async (ready) => {
      const write = ['sh', '-c', 'ls /tmp; echo changed > /tmp/file; rm /etc/mime.types']
      expect(textOf((await run(ready, write)).stdout)).toBe('')
      expect(await run(ready, write)).toMatchObject({ exitCode: 0, stdout: { bytes: 0 } })
    })
  })

  it('gives a container no network but its own loopback', async () => {
    await withReady(async (ready) => {
      const interfaces = textOf((await run(ready, ['cat', '/proc/net/dev'])).stdout)
      expect(interfaces.match(/^ *\w+(?=:)/gm)?.map((found) => found.trim())).toEqual(['lo'])
    })
  })

  it('asks a server in there', async () => {
    await withReady(async (ready) => {
      const container = await ready.start({ command: null, network: false })
      const asking = { env: started!.env, timeout: 30_000 }
      try {
        const found = await askContainer(container, { port: PORT, path: '/index.html' }, asking)
        expect(found).toMatchObject({ status: 200, contentType: 'text/html' })
        expect(typeof found === 'string' ? found : textOf(found.body)).toMatch(/^<!doctype html>/)
        const missing = await askContainer(container, { port: PORT, path: '/missing' }, asking)
        expect(missing).toMatchObject({ status: 404 })
      } finally {
        await container.remove()
      }
    })
  })

  it('says why a server gives no answer', async () => {
    await withReady(async (ready) => {
      const answerOf = async (command: readonly string[], port: number): Promise<unknown> => {
        const container = await ready.start({ command, network: false })
        try {
          return await askContainer(container, { port, path: '/' }, { env: started!.env, timeout: 2500 })
        } finally {
          await container.remove()
        }
      }
      expect(await answerOf(['sleep', '60'], PORT)).toBe('the server gave no answer within 2.5 seconds')
      expect(await answerOf(['sh', '-c', 'echo no >&2; exit 4'], PORT)).toBe('the container ended with 4: no')
    })
  })

  it('ends a container when it is interrupted', async () => {
    await withReady(async (ready) => {
      const interrupt = new AbortController()
      const container = await ready.start({ command: ['sleep', '60'], network: false })
      const running = runToEnd(container, { timeout: 60_000, signal: interrupt.signal })
      await delay(300)
      interrupt.abort()
      await expect(running).rejects.toThrow(InterruptedError)
    })
  })
})

describe('the choice of a runtime', () => {
  it('takes the first that works, and says of each why it does not', async () => {
    const env = { PATH: '/nonexistent' }
    await expect(chooseRuntime(runtimesNamed(null), { env })).rejects.toThrow(
      new UnavailableError(
        'No container can be run here: docker is not installed; podman is not installed; runc is not installed; crun is not installed.',
      ),
    )
  })
})
