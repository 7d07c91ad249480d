import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { untilUp } from './until-up.ts'

/** Debian's podman, its service running on a socket and a store of its own until its scope ends. */
export interface PodmanService extends AsyncDisposable {
  /** What `CONTAINER_HOST` is to reach it. */
  readonly host: string
  /** Runs podman on the same store, without the service, and returns its standard output. */
  podman(...args: readonly string[]): Promise<string>
}

/** Starts the service; null where it does not start here, as without root. */
export async function startPodmanService(): Promise<PodmanService | null> {
  const directory = await temporaryDirectory()
  const place = (name: string): string => join(directory.path, name)
  const host = `unix://${place('podman.sock')}`
  // neither the machine's registries nor its networks
  await mkdir(place('home'))
  await writeFile(place('registries.conf'), 'unqualified-search-registries = []\n')
  const env = { ...process.env, HOME: place('home'), CONTAINERS_REGISTRIES_CONF: place('registries.conf') }
  const places = [
    '--root',
    place('root'),
    '--runroot',
    place('run'),
    '--tmpdir',
    place('tmp'),
    '--storage-driver',
    'vfs',
  ]
  const options = [...places, '--cgroup-manager', 'cgroupfs', '--events-backend', 'none']
  const child = spawn('podman', [...options, 'system', 'service', '--time', '0', host], { env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const podman = (...args: readonly string[]): Promise<string> => runProgram('podman', ...options, ...args)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await exited
    await directory[Symbol.asyncDispose]()
  }
  if (await untilUp(() => runProgram('podman', '--url', host, '--remote', 'version'), exited))
    return { host, podman, [Symbol.asyncDispose]: stop }
  await stop()
  return null
}
