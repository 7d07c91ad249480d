import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../errors.ts'
import { type Endpoint, parseEndpoint } from './endpoint.ts'
import { readConfigText, readTlsIdentity } from './engine-files.ts'
import { parseContextMetadata } from './parse-docker-config.ts'

/** More names than this make no readable error message. */
const MAX_LISTED = 20

/**
 * The engine of a context of Docker's client (docker/cli, cli/context/store): its metadata is in
 * `contexts/meta/SHA256-OF-NAME/meta.json` of the configuration directory, its certificates in
 * `contexts/tls/SHA256-OF-NAME/docker`.
 * @param origin who asks for the context, for errors
 * @throws {UsageError} when there is no such context, or it names no engine.
 */
export async function readContext(directory: string, name: string, origin: string): Promise<Endpoint> {
  const contexts = join(directory, 'contexts')
  const id = createHash('sha256').update(name).digest('hex')
  const path = join(contexts, 'meta', id, 'meta.json')
  const text = await readConfigText(path)
  if (text === null) {
    const known = await contextNames(contexts)
    const hint = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`
    throw new UsageError(`${origin} asks for the Docker context ${JSON.stringify(name)}, which is not there; ${hint}.`)
  }
  const { host, skipTlsVerify } = parseContextMetadata(text, path)
  if (host === null)
    throw new UsageError(`The Docker context ${JSON.stringify(name)} names no engine's host; see ${path}.`)
  const identity = await readTlsIdentity(join(contexts, 'tls', id, 'docker'), !skipTlsVerify)
  // Docker's client speaks TLS where a context brings certificates, or says that they do not matter.
  const isTls = identity.ca !== null || identity.cert !== null || skipTlsVerify
  return parseEndpoint(
    { engine: 'docker', host, origin: `the context ${JSON.stringify(name)}` },
    isTls ? identity : null,
  )
}

async function contextNames(contexts: string): Promise<string[]> {
  const ids = await readdir(join(contexts, 'meta')).catch(() => [])
  const names: string[] = []
  for (const id of ids.slice(0, MAX_LISTED)) {
    const path = join(contexts, 'meta', id, 'meta.json')
    const text = await readConfigText(path)
    if (text !== null) names.push(parseContextMetadata(text, path).name)
  }
  return names.sort()
}
