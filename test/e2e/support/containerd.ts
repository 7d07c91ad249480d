import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { ociArchive } from '../../../fixtures/image-archive.ts'
import type { LayoutBuilder, WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { need, needProgram } from '../../support/programs.ts'
import { runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { untilUp } from './until-up.ts'

/** Debian's containerd, running on a socket and a store of its own until its scope ends. */
export interface Containerd extends AsyncDisposable {
  /** What tells a client how to reach it. */
  readonly env: { readonly HOME: string; readonly CONTAINERD_ADDRESS: string }
  /** Runs its own client to the end in a namespace and returns the standard output. */
  ctr(namespace: string, ...args: readonly string[]): Promise<string>
  /** The lines of what `ctr` lists. */
  lines(namespace: string, ...args: readonly string[]): Promise<string[]>
  /** Imports what a layout's index.json lists by full names, for all platforms. */
  load(namespace: string, layout: LayoutBuilder | string, ...options: readonly string[]): Promise<void>
  /** Lets it remove what nothing in a namespace refers to. */
  collectGarbage(namespace: string): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** Not everything that it can do works everywhere, and none of it is needed to keep images. */
const CONFIGURATION = `version = 2
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
`

/** Starts it; the test is skipped, saying why, where it cannot run. */
export async function startContainerd(context: TestContext): Promise<Containerd> {
  for (const program of ['containerd', 'ctr']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'containerd runs as root alone')
  const started = await start()
  need(context, started !== null, 'containerd does not start')
  return started!
}

async function start(): Promise<Containerd | null> {
  const directory = await temporaryDirectory()
  const place = (name: string): string => join(directory.path, name)
  const address = place('socket')
  await writeFile(place('config.toml'), CONFIGURATION)
  const child = spawn(
    'containerd',
    ['--config', place('config.toml'), '--root', place('root'), '--state', place('state'), '--address', address],
    { stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await exited
  }
  const stop = async (): Promise<void> => {
    await end('SIGTERM')
    await directory[Symbol.asyncDispose]()
  }
  const ctr = (namespace: string, ...args: readonly string[]): Promise<string> =>
    runProgram('ctr', '--address', address, '--namespace', namespace, ...args)
  let archives = 0
  const containerd = {
    env: { HOME: '/nonexistent', CONTAINERD_ADDRESS: address },
    ctr,
    async lines(namespace: string, ...args: readonly string[]) {
      return (await ctr(namespace, ...args)).split('\n').filter((line) => line !== '')
    },
    async load(namespace: string, layout: LayoutBuilder | string, ...options: readonly string[]) {
      const archive = place(`${archives++}.tar`)
      await writeFile(archive, await ociArchive(typeof layout === 'string' ? { directory: layout } : layout))
      await ctr(namespace, 'images', 'import', '--no-unpack', '--all-platforms', ...options, archive)
    },
    async collectGarbage(namespace: string) {
      await ctr(namespace, 'leases', 'create', '--id', 'collecting')
      await ctr(namespace, 'leases', 'delete', '--sync', 'collecting')
    },
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: stop,
  }
  if (await untilUp(() => ctr('default', 'version'), exited)) return containerd
  await stop()
  return null
}

/** Gives a layout's entry the full name by which containerd imports it. */
export function fullyNamed(descriptor: WrittenDescriptor, name: string): WrittenDescriptor {
  return { ...descriptor, annotations: { ...descriptor.annotations, 'io.containerd.image.name': name } }
}

/** Puts an image of two platforms, with a layer each, into a layout, and an attestation of the first. */
export function severalPlatforms(
  layout: LayoutBuilder,
  tar: Uint8Array,
): Readonly<Record<'index' | 'amd64' | 'arm64', WrittenDescriptor>> {
  const amd64 = layout.image({ layers: [{ tar }] })
  const arm64 = layout.image({ layers: [{ tar, packing: 'zstd' }], architecture: 'arm64' })
  const index = layout.nestedIndex([
    { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
    { ...arm64, platform: { os: 'linux', architecture: 'arm64' } },
    layout.attestation(amd64),
  ])
  return { index, amd64, arm64 }
}
