import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NotFoundError, UnavailableError } from '../../src/errors.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { openImage } from '../../src/sources/index.ts'
import type { SourceOptions } from '../../src/sources/options.ts'
import { copied } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { committedLayout } from './support/committed-images.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { startDockerd } from './support/dockerd.ts'
import { skopeoCopy } from './support/skopeo.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** No engine is there but the one that a test starts. */
const NOWHERE = {
  DOCKER_HOST: 'unix:///nowhere/docker.sock',
  CONTAINER_HOST: 'unix:///nowhere/podman.sock',
  CONTAINERD_ADDRESS: '/nowhere/containerd.sock',
}

async function sourceOf(name: string, options: Partial<SourceOptions>): Promise<string> {
  const image = await openImage(name, { env: NOWHERE, limits: DEFAULT_LIMITS, plainHttp: true, ...options })
  try {
    return image.source
  } finally {
    await image.close()
  }
}

test('a name without a scheme asks its registry, and with auto engines that are up first', async (context) => {
  for (const program of ['dockerd', 'docker', 'docker-registry', 'skopeo']) needProgram(context, program)
  await using engine = await startDockerd()
  need(context, engine !== null, 'dockerd does not start')
  await using registry = await startDockerRegistry()
  await using directory = await temporaryDirectory()
  const [both, pushed] = [`${registry.host}/test/both:1`, `${registry.host}/test/pushed:1`]
  for (const name of [both, pushed]) {
    await skopeoCopy(`oci:${committedLayout('static')}`, `docker://${name}`, '--dest-tls-verify=false')
  }
  const archive = join(directory.path, 'both.tar')
  await copied(`oci:${committedLayout('static')}`, `docker-archive:${archive}:${both}`)
  await engine!.docker('load', '--input', archive)

  const env = { ...NOWHERE, DOCKER_HOST: engine!.host }
  expect(await sourceOf(both, { env })).toBe('registry')
  expect(await sourceOf(both, { env, source: 'auto' })).toBe('docker-daemon')
  expect(await sourceOf(pushed, { env, source: 'auto' })).toBe('registry')
  expect(await sourceOf(both, { source: 'auto' })).toBe('registry')
  expect(await sourceOf(both, { env, source: 'docker-daemon' })).toBe('docker-daemon')
  await expect(sourceOf(pushed, { env, source: 'docker-daemon' })).rejects.toThrow(NotFoundError)
  expect(await sourceOf(`docker://${both}`, { env, source: 'auto' })).toBe('registry')
}, 120_000)

test('where nothing has it, what is said is what the registry says', async () => {
  await expect(sourceOf('127.0.0.1:1/app', { source: 'auto' })).rejects.toThrow(/127\.0\.0\.1:1 refuses/)
  await expect(sourceOf('app', { source: 'docker-daemon' })).rejects.toThrow(UnavailableError)
})

test('a path stays a path', async () => {
  expect(await sourceOf(committedLayout('static'), { source: 'docker-daemon' })).toBe('oci')
})
