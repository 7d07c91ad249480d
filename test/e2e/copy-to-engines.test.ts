import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contentOf, copied, copyFailure } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { committedLayout } from './support/committed-images.ts'
import { startDockerd } from './support/dockerd.ts'
import { startPodmanService } from './support/podman-service.ts'
import { createPodmanStorage } from './support/podman-storage.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const TIMEOUT = 120_000
const HOME = '/nonexistent'
// no engine can unpack odd-layers, as it puts no directory where a lower layer has a file
const IMAGES = ['webapp', 'static'] as const

/** What an engine is to make of an image: the same files, by layers with the same tars. */
async function factsOf(reference: string, env: Readonly<Record<string, string>> = {}) {
  const { imageId, config, filesystem, packages, layers } = await contentOf(reference, { env: { HOME, ...env } })
  return { imageId, config, filesystem, packages, diffIds: layers.map(({ diffId }) => diffId) }
}

describe("Docker's engine", () => {
  test('takes images, gives them their ids, and runs them', { timeout: TIMEOUT }, async (context) => {
    for (const program of ['dockerd', 'docker']) needProgram(context, program)
    await using engine = await startDockerd()
    need(context, engine !== null, 'dockerd does not start')
    const env = { HOME, DOCKER_HOST: engine!.host }
    for (const name of IMAGES) {
      const source = `oci:${committedLayout(name)}`
      const { destination, imageId } = await copied(source, `docker-daemon:test/${name}:1.0`, { env })
      expect(destination).toBe(`docker-daemon:docker.io/test/${name}:1.0`)
      const id = await engine!.docker('image', 'inspect', '--format', '{{.Id}}', `test/${name}:1.0`)
      expect(id.trim()).toBe(imageId)
      expect(await factsOf(`docker-daemon:test/${name}:1.0`, env)).toEqual(await factsOf(source))
    }
    const output = await engine!.docker('run', '--rm', '--network', 'none', 'test/static:1.0')
    expect(output).toBe('Hello from a static program.\n')
  })

  test('has no image where loading failed', { timeout: TIMEOUT }, async (context) => {
    for (const program of ['dockerd', 'docker']) needProgram(context, program)
    await using engine = await startDockerd()
    need(context, engine !== null, 'dockerd does not start')
    await using directory = await temporaryDirectory()
    const env = { HOME, DOCKER_HOST: engine!.host, TMPDIR: directory.path }

    const refused = await copyFailure(`oci:${committedLayout('odd-layers')}`, 'docker-daemon:app:1', { env })
    expect(refused).toMatchObject({ exitCode: 3, message: expect.stringMatching(/did not take .*; it says: .*\.$/) })

    const broken = join(directory.path, 'broken')
    await cp(committedLayout('webapp'), broken, { recursive: true })
    await alterLargestBlob(broken)
    expect(await copyFailure(`oci:${broken}`, 'docker-daemon:app:1', { env })).toMatchObject({ exitCode: 4 })

    const controller = new AbortController()
    const interrupted = copyFailure(`oci:${committedLayout('webapp')}`, 'docker-daemon:app:1', {
      env,
      signal: controller.signal,
      onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
    })
    expect(await interrupted).toMatchObject({ exitCode: 130 })
    expect(await engine!.docker('images', '--all', '--quiet')).toBe('')

    await copied(`oci:${committedLayout('static')}`, 'docker-daemon:app:1', { env })
    expect(await engine!.docker('run', '--rm', '--network', 'none', 'app:1')).toBe('Hello from a static program.\n')
  })

  test('that is not there is an error before anything is read', async () => {
    const env = { HOME, DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
    const failure = await copyFailure(`oci:${committedLayout('static')}`, 'docker-daemon:app:1', { env })
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining('There is no Docker engine') })
  })
})

describe('Podman', () => {
  test('takes images over its service', { timeout: TIMEOUT }, async (context) => {
    needProgram(context, 'podman')
    await using service = await startPodmanService()
    need(context, service !== null, 'the service of Podman does not start')
    const env = { HOME, CONTAINER_HOST: service!.host }
    for (const name of IMAGES) {
      const source = `oci:${committedLayout(name)}`
      const { destination, imageId } = await copied(source, `podman:${name}:1.0`, { env })
      expect(destination).toBe(`podman:localhost/${name}:1.0`)
      const id = await service!.podman('image', 'inspect', '--format', '{{.Id}}', `localhost/${name}:1.0`)
      expect(`sha256:${id.trim()}`).toBe(imageId)
      expect(await factsOf(`podman:${name}:1.0`, env)).toEqual(await factsOf(source))
    }
    const refused = await copyFailure(`oci:${committedLayout('odd-layers')}`, 'podman:app:1', { env })
    expect(refused).toMatchObject({ exitCode: 3, message: expect.not.stringContaining('\n') })
    const names = await service!.podman('images', '--all', '--format', '{{.Repository}}')
    expect(names.trim().split('\n').sort()).toEqual(['localhost/static', 'localhost/webapp'])
  })

  test('takes images by its program where no service runs', { timeout: TIMEOUT }, async (context) => {
    needProgram(context, 'podman')
    need(context, !existsSync('/run/podman/podman.sock'), 'the service of Podman runs on this machine')
    await using storage = await createPodmanStorage('vfs')
    need(context, storage !== null, 'podman cannot keep images here')
    const { env } = storage!
    for (const name of IMAGES) {
      const source = `oci:${committedLayout(name)}`
      const { imageId } = await copied(source, `podman:${name}:1.0`, { env })
      const id = await storage!.podman('image', 'inspect', '--format', '{{.Id}}', `localhost/${name}:1.0`)
      expect(`sha256:${id.trim()}`).toBe(imageId)
      expect(await factsOf(`podman:${name}:1.0`, env)).toEqual(await factsOf(source))
    }
    const refused = await copyFailure(`oci:${committedLayout('odd-layers')}`, 'podman:app:1', { env })
    expect(refused).toMatchObject({ exitCode: 3, message: expect.stringMatching(/^podman did not take .*\.$/) })
    const controller = new AbortController()
    const interrupted = await copyFailure(`oci:${committedLayout('webapp')}`, 'podman:app:2', {
      env: { ...env, TMPDIR: storage!.path },
      signal: controller.signal,
      onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
    })
    expect(interrupted).toMatchObject({ exitCode: 130 })
    expect((await readdir(storage!.path)).filter((name) => name.startsWith('podman'))).toEqual([])
    const names = await storage!.podman('images', '--all', '--format', '{{.Repository}}')
    expect(names.trim().split('\n').sort()).toEqual(['localhost/static', 'localhost/webapp'])
  })

  test('that is not installed is an error that says what to do', async (context) => {
    need(context, !existsSync('/run/podman/podman.sock'), 'the service of Podman runs on this machine')
    const env = { HOME, PATH: '/nonexistent' }
    const failure = await copyFailure(`oci:${committedLayout('static')}`, 'podman:app:1', { env })
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining('the program podman is not there') })
  })
})

test.each(['docker-daemon', 'podman'])('%s: takes no name by digest, and none that is no name', async (scheme) => {
  for (const name of [`app@sha256:${'0'.repeat(64)}`, 'Upper:1']) {
    expect(await copyFailure(`oci:${committedLayout('static')}`, `${scheme}:${name}`)).toMatchObject({ exitCode: 2 })
  }
})

/** Changes one byte in the middle of a layout's largest layer. */
async function alterLargestBlob(layout: string): Promise<void> {
  const directory = join(layout, 'blobs/sha256')
  const blobs = await Promise.all(
    (await readdir(directory)).map(async (name) => ({ name, bytes: await readFile(join(directory, name)) })),
  )
  const { name, bytes } = blobs.reduce((largest, blob) => (blob.bytes.length > largest.bytes.length ? blob : largest))
  bytes[bytes.length >> 1]! ^= 1
  expect(createHash('sha256').update(bytes).digest('hex')).not.toBe(name)
  await writeFile(join(directory, name), bytes)
}
