import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { contentOf, copied } from '../support/copy.ts'
import { startContainerd } from './support/containerd.ts'
import { startDockerd } from './support/dockerd.ts'
import { uncompressed } from './support/engine-images.ts'
import { startPodmanService } from './support/podman-service.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to look at. */
const IMAGES = process.env.IMGPEEK_IMAGES
/** One of each kind of base, and an app. */
const NAMES = [
  'alpine-3.20',
  'app-python',
  'busybox-musl',
  'chisel-openssl',
  'distroless-base',
  'rpm-sqlite',
  'scratch-go',
]

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
})

/** An engine that takes archives, and how imgpeek names its images. */
interface LoadingEngine extends AsyncDisposable {
  readonly source: 'docker-daemon' | 'podman'
  readonly env: Readonly<Record<string, string>>
  load(archive: string): Promise<string>
}

const ENGINES: Readonly<Record<string, () => Promise<LoadingEngine | null>>> = {
  async dockerd() {
    const engine = await startDockerd()
    if (engine === null) return null
    const { host, docker } = engine
    const stop = async (): Promise<void> => engine[Symbol.asyncDispose]()
    const load = (archive: string) => docker('load', '--input', archive)
    return { source: 'docker-daemon', env: { DOCKER_HOST: host }, load, [Symbol.asyncDispose]: stop }
  },
  async podman() {
    const service = await startPodmanService()
    if (service === null) return null
    const { host, podman } = service
    const stop = async (): Promise<void> => service[Symbol.asyncDispose]()
    const load = (archive: string) => podman('load', '--input', archive)
    return { source: 'podman', env: { CONTAINER_HOST: host }, load, [Symbol.asyncDispose]: stop }
  },
}

test.each(Object.keys(ENGINES))(
  'real images that were loaded into %s are those of their layouts',
  { timeout: 240_000 },
  async (program) => {
    await using engine = await ENGINES[program]!()
    expect(engine, `${program} starts`).not.toBeNull()
    await using directory = await temporaryDirectory()
    for (const name of NAMES) {
      const layout = `oci:${join(IMAGES!, name)}`
      const archive = join(directory.path, `${name}.tar`)
      const tag = `localhost/real/${name}:1`
      await copied(layout, `docker-archive:${archive}:${tag}`)
      await engine!.load(archive)
      const found = await contentOf(`${engine!.source}:${tag}`, { env: engine!.env })
      expect(found, name).toEqual(uncompressed(await contentOf(layout)))
    }
  },
)

test('real images that were imported into containerd are those of their layouts', {
  timeout: 240_000,
}, async (context) => {
  await using containerd = await startContainerd(context)
  await using directory = await temporaryDirectory()
  for (const name of NAMES) {
    const source = `oci:${join(IMAGES!, name)}`
    const layout = join(directory.path, name)
    await copied(source, `oci:${layout}:1`)
    await containerd.load('k8s.io', layout, '--base-name', `registry.example/${name}`)
    const found = await contentOf(`containerd:k8s.io/registry.example/${name}:1`, { env: containerd.env })
    expect(found, name).toEqual(await contentOf(source))
  }
})
