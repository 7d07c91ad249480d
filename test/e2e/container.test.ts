import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { messageOf } from '../../src/errors.ts'
import { ExitCode, type ImageInventory, inspectImage, readImage } from '../../src/index.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { need, needProgram } from '../support/programs.ts'
import { startDockerd } from './support/dockerd.ts'
import { engineName, loadable } from './support/engine-images.ts'
import { startPodmanService } from './support/podman-service.ts'
import { type TemporaryDirectory, temporaryDirectory } from './support/temporary-directory.ts'

/** What the container does: each way of changing, adding and deleting, and a sign that it is done. */
const SCRIPT = [
  'echo more >> /etc/passwd',
  'rm /etc/debian_version',
  'rm -rf /etc/ssl && mkdir /etc/ssl && echo new > /etc/ssl/fresh',
  'rm /etc/issue && mkdir /etc/issue && echo inside > /etc/issue/file',
  'rm -rf /etc/dpkg && echo file > /etc/dpkg',
  'mkdir -p /opt/new/sub && echo hi > "/opt/new/sub/a file" && ln "/opt/new/sub/a file" /opt/new/hard',
  'ln -s /etc/passwd /opt/new/link',
  'chmod 700 /home',
  ': > /done',
  'sleep 600',
].join('; ')

type Engine = Awaited<ReturnType<typeof startEngine>>

let scratch: TemporaryDirectory
const engines = new Map<string, Engine>()
/** Why one of them is not there. */
const failures = new Map<string, string>()

beforeAll(async () => {
  scratch = await temporaryDirectory()
  for (const kind of ['docker', 'podman'] as const) {
    const started = await startEngine(kind).catch((error: unknown) => void failures.set(kind, messageOf(error)))
    engines.set(kind, started ?? null)
  }
})
afterAll(async () => {
  for (const engine of engines.values()) await engine?.[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

/** An engine with the image webapp and a container of it that has done its changes; null where it does not start here. */
async function startEngine(kind: 'docker' | 'podman') {
  await using resources = new AsyncDisposableStack()
  let host: string
  let run: (...args: readonly string[]) => Promise<string>
  if (kind === 'docker') {
    const dockerd = await startDockerd()
    if (dockerd === null) return null
    resources.use(dockerd)
    host = dockerd.host
    run = dockerd.docker
  } else {
    const podman = await startPodmanService()
    if (podman === null) return null
    resources.use(podman)
    host = podman.host
    run = podman.podman
  }
  await run('load', '--input', await loadable('webapp', scratch.path))
  // podman would raise limits, which a container may not
  const limits = kind === 'podman' ? ['--ulimit', 'nofile=1000:1000', '--ulimit', 'nproc=1000:1000'] : []
  const flags = ['--detach', '--name', 'changed', '--network', 'none', '--user', '0', ...limits]
  await run('run', ...flags, '--entrypoint', 'sh', engineName('webapp'), '-c', SCRIPT)
  resources.defer(async () => void (await run('rm', '--force', 'changed')))
  while (!(await run('diff', 'changed')).includes('/done')) await new Promise((resolve) => setTimeout(resolve, 100))
  const kept = resources.move()
  // an engine of the other kind is not to be found
  const other = kind === 'docker' ? 'CONTAINER_HOST' : 'DOCKER_HOST'
  const own = kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST'
  const env = { HOME: scratch.path, [own]: host, [other]: `unix://${scratch.path}/nothing` }
  return { run, env, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function needEngine(context: TestContext, kind: 'docker' | 'podman') {
  needProgram(context, kind === 'docker' ? 'dockerd' : 'podman')
  const engine = engines.get(kind) ?? null
  need(context, engine !== null, `${kind} does not start, or runs no container: ${failures.get(kind) ?? 'it ended'}`)
  const options = { env: engine!.env, platform: 'linux/amd64', cache: false }
  const scheme = kind === 'docker' ? 'docker-daemon' : 'podman'
  return { ...engine!, options, scheme }
}

/** What an engine puts over the filesystem of a container; podman commits it, and does not count it as changed. */
const MOUNT_POINTS = /^\/(?:etc\/(?:hostname|hosts|mtab|resolv\.conf)|run(?:\/\.containerenv)?)$/

/** All other paths with what is known of them. */
function treeOf({ tree }: ImageInventory): unknown[] {
  return [...tree.nodes()]
    .filter(({ path }) => !MOUNT_POINTS.test(path))
    .map(({ path, type, mode, uid, gid, size, mtime, linkTarget, sha256 }) => {
      return { path, type, mode, uid, gid, size, mtime, linkTarget, sha256 }
    })
}

describe.for(['docker', 'podman'] as const)('a running container of %s', (kind) => {
  test('shows the filesystem that committing it makes an image of', async (context) => {
    const { run, options, scheme } = needEngine(context, kind)
    await run('commit', 'changed', 'localhost/test/committed:1.0')
    const committed = await readImage(`${scheme}:localhost/test/committed:1.0`, options)
    expect(treeOf(await readImage('container:changed', options))).toEqual(treeOf(committed))
  })

  test('shows what it changed as one more layer on those of its image', async (context) => {
    const { options, scheme } = needEngine(context, kind)
    const image = await inspectImage(`${scheme}:${engineName('webapp')}`, options)
    const container = await inspectImage('container:changed', options)
    const diffIds = ({ layers }: typeof image) => layers.map(({ diffId }) => diffId)
    expect(diffIds(container).slice(0, -1)).toEqual(diffIds(image))
    expect(container.config).toEqual(image.config)
    const own = container.layers.at(-1)!
    expect(own.instruction).toBe(`container changed (running), from ${engineName('webapp')}`)
    expect(own).toMatchObject({ compression: 'none', files: 7 })
    expect(own.deleted).toBeGreaterThan(2)
    expect(container).toMatchObject({ source: 'container', reference: 'container:changed', imageId: null })
  })

  test('that does not exist ends with 3', async (context) => {
    const { options } = needEngine(context, kind)
    const message = new RegExp(
      `^There is no container "nope" at the ${kind === 'docker' ? 'Docker' : 'Podman'} engine at .*; ${kind} ps --all shows those there are\\.$`,
    )
    await expectFailure(inspectImage('container:nope', options), ExitCode.unavailable, message)
  })
})

test('a container that changed nothing has an empty layer', async (context) => {
  const { run, options } = needEngine(context, 'docker')
  await run('create', '--name', 'idle', engineName('static'), 'x').catch(async () => {
    await run('load', '--input', await loadable('static', scratch.path))
    await run('create', '--name', 'idle', engineName('static'), 'x')
  })
  const { layers } = await inspectImage('container:idle', options)
  expect(layers.at(-1)).toMatchObject({ files: 0, added: 0, modified: 0, deleted: 0 })
})

test('where no engine is up, a container cannot be had', async () => {
  const env = {
    HOME: '/nonexistent',
    DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    CONTAINER_HOST: 'unix:///nonexistent/podman.sock',
  }
  const attempt = inspectImage('container:x', { env, cache: false })
  await expectFailure(
    attempt,
    ExitCode.unavailable,
    /^There is no Docker engine at unix:\/\/\/nonexistent\/docker\.sock \(DOCKER_HOST\);/,
  )
})
