import { homedir } from 'node:os'
import { join } from 'node:path'
import { readContext } from './docker-context.ts'
import { type Endpoint, parseEndpoint, type TlsIdentity } from './endpoint.ts'
import { readConfigText, readTlsIdentity } from './engine-files.ts'
import { parseCurrentContext } from './parse-docker-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The context that is always there: what the environment says, or the usual socket. */
const DEFAULT_CONTEXT = 'default'
const DEFAULT_HOST = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock'

/**
 * Where Docker's engine is, decided as Docker's own client does: `DOCKER_HOST` with `DOCKER_TLS_VERIFY` and
 * `DOCKER_CERT_PATH`, else the context of `DOCKER_CONTEXT`, else config.json's `currentContext`, else the usual socket.
 * @throws {UsageError} when what is configured is malformed or not there.
 */
export async function findDockerEndpoint(env: Environment): Promise<Endpoint> {
  const directory = env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker')
  const host = env.DOCKER_HOST
  if (host) {
    return parseEndpoint({ engine: 'docker', host, origin: 'DOCKER_HOST' }, await tlsOf(env, directory))
  }
  const chosen = env.DOCKER_CONTEXT
    ? { context: env.DOCKER_CONTEXT, origin: 'DOCKER_CONTEXT' }
    : await currentContext(directory)
  if (chosen !== null && chosen.context !== DEFAULT_CONTEXT) {
    return readContext(directory, chosen.context, chosen.origin)
  }
  return parseEndpoint({ engine: 'docker', host: DEFAULT_HOST, origin: 'the default' }, null)
}

async function currentContext(directory: string): Promise<{ context: string; origin: string } | null> {
  const path = join(directory, 'config.json')
  const text = await readConfigText(path)
  const context = text === null ? null : parseCurrentContext(text, path)
  return context === null ? null : { context, origin: path }
}

/** `DOCKER_TLS` asks for TLS without a look at the engine's certificate, `DOCKER_TLS_VERIFY` for one with. */
async function tlsOf(env: Environment, directory: string): Promise<TlsIdentity | null> {
  const verify = Boolean(env.DOCKER_TLS_VERIFY)
  if (!verify && !env.DOCKER_TLS) return null
  return readTlsIdentity(env.DOCKER_CERT_PATH || directory, verify)
}
