import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type TemporaryDirectory, temporaryDirectory } from './temporary-directory.ts'

/** A storage of its own for Debian's podman, with no service, until its scope ends. */
export interface PodmanStorage extends AsyncDisposable {
  /** Where it is. */
  readonly path: string
  /** The environment in which podman and imgpeek use it. */
  readonly env: Readonly<Record<string, string>>
  /** Runs podman to its end and returns its standard output. */
  podman(...args: readonly string[]): Promise<string>
}

/** Makes a storage; null where podman cannot use the driver here, as overlay without root. */
export async function createPodmanStorage(driver: 'overlay' | 'vfs'): Promise<PodmanStorage | null> {
  const directory = await temporaryDirectory()
  const storage = await preparedStorage(directory, driver)
  try {
    await storage.podman('images')
    return storage
  } catch {
    await storage[Symbol.asyncDispose]()
    return null
  }
}

async function preparedStorage(directory: TemporaryDirectory, driver: string): Promise<PodmanStorage> {
  const place = (name: string): string => join(directory.path, name)
  await mkdir(place('home'))
  await writeFile(place('registries.conf'), 'unqualified-search-registries = []\n')
  const graphRoot = `driver = "${driver}"\ngraphroot = "${place('root')}"\nrunroot = "${place('run')}"\n`
  await writeFile(place('storage.conf'), `[storage]\n${graphRoot}`)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: place('home'),
    CONTAINERS_REGISTRIES_CONF: place('registries.conf'),
    CONTAINERS_STORAGE_CONF: place('storage.conf'),
  }
  const options = ['--tmpdir', place('tmp'), '--cgroup-manager', 'cgroupfs', '--events-backend', 'none']
  return {
    path: place('root'),
    env,
    async podman(...args) {
      const { stdout } = await promisify(execFile)('podman', [...options, ...args], { env, timeout: 60_000 })
      return stdout
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}
