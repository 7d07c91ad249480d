import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Certificate } from './certificates.ts'
import { freePort } from './listening-server.ts'
import { runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** How a registry lets people in; without any of these it is open. */
export interface DockerRegistryOptions {
  readonly htpasswd?: { readonly username: string; readonly password: string }
  readonly tls?: Certificate
  /** Whether it takes no pushes. */
  readonly readOnly?: boolean
  /** Bearer tokens, signed by the key of a certificate in `rootCertificate`. */
  readonly token?: {
    readonly realm: string
    readonly service: string
    readonly issuer: string
    readonly rootCertificate: string
  }
}

/** Debian's docker-registry, running on loopback until its scope ends. */
export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string
}

/** Starts a registry with an empty store of its own, and waits until it listens. */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const directory = await temporaryDirectory()
  const host = `127.0.0.1:${await freePort()}`
  const configuration = join(directory.path, 'config.json')
  // JSON is YAML.
  await writeFile(configuration, JSON.stringify(await configurationOf(options, host, directory.path)))

  const output: string[] = []
  const child = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output.push(text)
        if (text.includes('listening on')) resolve()
      })
    }
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
    await directory[Symbol.asyncDispose]()
  }

  const started = await Promise.race([
    listening.then(() => true),
    exited.then(() => false),
    delay(30_000, false, { ref: false }),
  ])
  if (!started) {
    await stop()
    throw new Error(`docker-registry did not start: ${output.join('')}`)
  }
  return { host, [Symbol.asyncDispose]: stop }
}

async function configurationOf(options: DockerRegistryOptions, host: string, directory: string): Promise<object> {
  const { htpasswd, tls, token, readOnly = false } = options
  return {
    version: '0.1',
    storage: {
      filesystem: { rootdirectory: join(directory, 'store') },
      ...(readOnly && { maintenance: { readonly: { enabled: true } } }),
    },
    compatibility: { schema1: { enabled: true } },
    http: { addr: host, ...(tls && { tls: { certificate: tls.certificate, key: tls.key } }) },
    auth: {
      ...(htpasswd && { htpasswd: { realm: 'test', path: await writeHtpasswd(htpasswd, directory) } }),
      ...(token && {
        token: {
          realm: token.realm,
          service: token.service,
          issuer: token.issuer,
          rootcertbundle: token.rootCertificate,
        },
      }),
    },
  }
}

async function writeHtpasswd(
  { username, password }: { username: string; password: string },
  directory: string,
): Promise<string> {
  const path = join(directory, 'htpasswd')
  await writeFile(path, await runProgram('htpasswd', '-Bbn', username, password))
  return path
}
