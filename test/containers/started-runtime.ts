import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerRuntime, RuntimeName } from '../../src/containers/runtime.ts'
import { runtimesNamed } from '../../src/containers/runtimes.ts'
import { startDockerd } from '../e2e/support/dockerd.ts'
import { runProgram } from '../e2e/support/run-program.ts'

/** A runtime whose containers and images are none of this machine's own, until its scope ends. */
export interface StartedRuntime extends AsyncDisposable {
  readonly runtime: ContainerRuntime
  /** The environment that leads to it. */
  readonly env: NodeJS.ProcessEnv
  /** Why it cannot make containers here; null where it can. */
  readonly obstacle: string | null
  /** The containers and images that it has; empty for those that keep none. */
  has(): Promise<string>
}

/** Starts a runtime; null where that does not start here. */
export async function startRuntime(name: RuntimeName): Promise<StartedRuntime | null> {
  const [runtime] = runtimesNamed(name)
  const started = await STARTS[name]()
  if (started === null) return null
  return { runtime: runtime!, obstacle: await runtime!.obstacle({ env: started.env }), ...started }
}

type Start = () => Promise<Omit<StartedRuntime, 'runtime' | 'obstacle'> | null>

const STARTS: Readonly<Record<RuntimeName, Start>> = {
  docker: startDocker,
  podman: startPodman,
  runc: startNothing,
  crun: startNothing,
}

async function startDocker(): ReturnType<Start> {
  const engine = await startDockerd()
  if (engine === null) return null
  return {
    env: { ...process.env, DOCKER_HOST: engine.host },
    has: async () => (await engine.docker('ps', '--all', '--quiet')) + (await engine.docker('images', '--quiet')),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

/** With a store of its own; limits are set that every root may set. */
async function startPodman(): ReturnType<Start> {
  const directory = mkdtempSync(join(tmpdir(), 'podman-')) // podman takes no path of more than 50 characters
  const place = (name: string): string => join(directory, name)
  writeFileSync(
    place('storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${place('root')}"\nrunroot = "${place('run')}"\n`,
  )
  writeFileSync(
    place('containers.conf'),
    '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n[engine]\ncgroup_manager = "cgroupfs"\n',
  )
  const places = {
    CONTAINERS_STORAGE_CONF: place('storage.conf'),
    CONTAINERS_CONF: place('containers.conf'),
  }
  const podman = (...args: string[]): Promise<string> =>
    runProgram('env', ...Object.entries(places).map(([key, value]) => `${key}=${value}`), 'podman', ...args)
  return {
    env: { ...process.env, ...places },
    has: async () => (await podman('ps', '--all', '--quiet')) + (await podman('images', '--all', '--quiet')),
    [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }),
  }
}

async function startNothing(): ReturnType<Start> {
  return { env: process.env, has: async () => '', [Symbol.asyncDispose]: async () => {} }
}
