import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { untilUp } from './until-up.ts'

/** Debian's dockerd, running on a socket and a store of its own until its scope ends. */
export interface Dockerd extends AsyncDisposable {
  /** What `DOCKER_HOST` is to reach it. */
  readonly host: string
  /** Runs the client to its end and returns its standard output. */
  docker(...args: readonly string[]): Promise<string>
}

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
  if (await untilUp(() => docker('version'), exited)) return { host: socket, docker, [Symbol.asyncDispose]: stop }
  await stop()
  return null
}
