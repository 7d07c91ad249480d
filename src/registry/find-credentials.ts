import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { AuthFile, serverKeys } from './auth-file.ts'
import { askCredentialHelper, CredentialHelperError } from './credential-helper.ts'
import type { CredentialLookup, Credentials } from './credentials.ts'

/** Bytes of the largest credential file that is read. */
const MAX_FILE_SIZE = 4 * 1024 * 1024

/** Where credentials are looked for. */
export interface CredentialEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home directory. */
  readonly home: string
  /** Milliseconds that a credential helper may take. */
  readonly helperTimeout?: number
}

/**
 * Looks for the credentials of a repository where Docker and podman keep them. The first file that knows any wins; in a
 * file, the helper that it names for the registry comes before what it holds itself.
 * @throws {UsageError} when a file is malformed.
 */
export async function findCredentials(
  registry: string,
  repository: string,
  environment: CredentialEnvironment,
  signal?: AbortSignal,
): Promise<CredentialLookup> {
  const problems: string[] = []
  for (const path of credentialFiles(environment)) {
    const text = await readCredentialFile(path, problems)
    if (text === null) continue
    const file = AuthFile.parse(text, path)
    const credentials =
      (await fromHelper(file, registry, environment, problems, signal)) ?? file.credentialsFor(registry, repository)
    if (credentials !== null) return { credentials, problems }
  }
  return { credentials: null, problems }
}

/** The files that may hold credentials, in the order that they are asked: podman's first, then Docker's. */
function credentialFiles({ env, home }: CredentialEnvironment): string[] {
  const paths = [
    env.REGISTRY_AUTH_FILE,
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'containers', 'auth.json'),
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
  ]
  return paths.filter((path): path is string => path !== undefined && path !== '')
}

/** A file's text; null where there is none, or it cannot be read. */
async function readCredentialFile(path: string, problems: string[]): Promise<string | null> {
  try {
    const { size } = await stat(path)
    if (size <= MAX_FILE_SIZE) return await readFile(path, 'utf8')
    problems.push(`${path} is too large to be a file of credentials.`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== 'ENOENT' && code !== 'ENOTDIR') problems.push(`${path} cannot be read: ${messageOf(error)}.`)
  }
  return null
}

/** A helper that fails is no reason to stop: the image may be public. What went wrong is said when it is not. */
async function fromHelper(
  file: AuthFile,
  registry: string,
  { env, helperTimeout }: CredentialEnvironment,
  problems: string[],
  signal: AbortSignal | undefined,
): Promise<Credentials | null> {
  const name = file.helperFor(registry)
  if (name === null) return null
  try {
    return await askCredentialHelper(name, serverKeys(registry)[0]!, { env, timeout: helperTimeout, signal })
  } catch (error) {
    if (!(error instanceof CredentialHelperError)) throw error
    problems.push(error.message)
    return null
  }
}
