import { UsageError } from '../errors.ts'
import { type Credentials, credentialsOf } from './credentials.ts'
import { DOCKER_HUB } from './hosts.ts'

/** Docker Hub's key in `auths` and for credential helpers, from the days of the version 1 API. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/'

/** The keys that mean a registry in `credHelpers` and for a helper itself: the first is what Docker writes. */
export function serverKeys(registry: string): readonly string[] {
  return registry === DOCKER_HUB ? [DOCKER_HUB_KEY, DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'] : [registry]
}

/** Docker's `config.json` or containers' `auth.json`: what stands in it about credentials. */
export class AuthFile {
  readonly path: string
  readonly #auths: ReadonlyMap<string, unknown>
  readonly #credentialHelpers: ReadonlyMap<string, unknown>
  readonly #credentialsStore: unknown

  private constructor(path: string, content: Readonly<Record<string, unknown>>) {
    this.path = path
    this.#auths = entriesOf(content.auths)
    this.#credentialHelpers = entriesOf(content.credHelpers)
    this.#credentialsStore = content.credsStore
  }

  /** @throws {UsageError} when `text` is not a JSON object. */
  static parse(text: string, path: string): AuthFile {
    let content: unknown
    try {
      content = JSON.parse(text)
    } catch (cause) {
      throw new UsageError(`${path} holds no valid JSON; log in again or repair it.`, { cause })
    }
    if (!isObject(content)) throw new UsageError(`${path} holds no JSON object; log in again or repair it.`)
    return new AuthFile(path, content)
  }

  /** The credential helper to ask for a registry, `docker-credential-` left off: its own, or the one for all. */
  helperFor(registry: string): string | null {
    const own = serverKeys(registry).map((key) => this.#credentialHelpers.get(key))
    return [...own, this.#credentialsStore].find(isNonEmptyString) ?? null
  }

  /**
   * The credentials that the file itself holds for a repository. Keys may name a registry (Docker) or a part of it
   * (containers-auth.json(5)); the most specific wins.
   * @throws {UsageError} when the entry's `auth` is malformed.
   */
  credentialsFor(registry: string, repository: string): Credentials | null {
    for (const key of this.#keysFor(registry, repository)) {
      const credentials = this.#read(key)
      if (credentials !== null) return credentials
    }
    return null
  }

  /** The file's keys that cover a repository, most specific first. */
  #keysFor(registry: string, repository: string): string[] {
    const segments = repository.split('/')
    const namespaces = segments.map((_, index) => [registry, ...segments.slice(0, segments.length - index)].join('/'))
    const servers = serverKeys(registry)
    const exact = [...namespaces, ...servers].filter((key) => this.#auths.has(key))
    // Old versions of Docker wrote URLs, whose scheme and path mean nothing (`https://registry.example/v1/`).
    const urls = [...this.#auths.keys()].filter((key) => {
      const host = /^https?:\/\/([^/]+)/.exec(key)?.[1]
      return host !== undefined && servers.includes(host)
    })
    return [...exact, ...urls]
  }

  #read(key: string): Credentials | null {
    const entry = this.#auths.get(key)
    if (!isObject(entry)) return null
    const { auth, username, password, identitytoken } = entry
    if (isNonEmptyString(identitytoken)) return { kind: 'refresh-token', token: identitytoken, origin: this.path }
    if (isNonEmptyString(username) && typeof password === 'string') return credentialsOf(username, password, this.path)
    if (!isNonEmptyString(auth)) return null // Docker leaves `{}` behind where a helper keeps the secret

    // Docker pads with NUL bytes; the user name holds no colon, the password may.
    const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '')
    const colon = decoded.indexOf(':')
    if (colon < 1) {
      throw new UsageError(`${this.path} holds a malformed "auth" for ${key}; log in again or repair it.`)
    }
    return credentialsOf(decoded.slice(0, colon), decoded.slice(colon + 1), this.path)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** An object's own entries; keys come from outside, so that `__proto__` and the like must stay mere names. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isObject(value) ? Object.entries(value) : [])
}
