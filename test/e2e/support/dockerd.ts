import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Debian's dockerd, running on a socket and a store of its own until its scope ends. */
export interface Dockerd extends AsyncDisposable {
  /** What `DOCKER_HOST` is to reach it. */
  readonly host: string
  /** Runs the client to its end and returns its standard output. */
  docker(...args: readonly string[]): Promise<string>
}

/** How long it may take to start, in milliseconds. */
const START_TIMEOUT = 30_000

/**
 * Starts an engine without networks; null where it does not start here, as without root.
 * @param options more of dockerd's options, such as those of another place to listen
 */
export async function startDockerd(options: readonly string[] = []): Promise<Dockerd | null> {
  const directory = await temporaryDirectory()
  const place = (name: string): string => join(directory.path, name)
  const socket = `unix://${place('socket')}`
  const places = [
    '--host',
    socket,
    '--data-root',
    place('data'),
    '--exec-root',
    place('exec'),
    '--pidfile',
    place('pid'),
  ]
  const child = spawn(
    'dockerd',
    [...places, ...options, '--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
    { stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  const docker = (...args: readonly string[]): Promise<string> => runProgram('docker', '--host', socket, ...args)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM') // it ends its containerd, too
    await exited
    await directory[Symbol.asyncDispose]()
  }
  const deadline = delay(START_TIMEOUT, 'late', { ref: false })
  for (;;) {
    const started = docker('version').then(
      () => 'started',
      () => 'waiting',
    )
    const state = await Promise.race([started, exited.then(() => 'ended'), deadline])
    if (state === 'started') return { host: socket, docker, [Symbol.asyncDispose]: stop }
    if (state !== 'waiting') {
      await stop()
      return null
    }
    await delay(200)
  }
}
