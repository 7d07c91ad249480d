import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TomlTable, TomlValue } from 'smol-toml'
import { hasCode } from '../../disk/error-code.ts'
import { messageOf, UsageError } from '../../errors.ts'
import { unreadable } from '../file-bytes.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where Podman, Buildah and CRI-O keep images, as containers-storage.conf(5) tells it. */
export interface StorageConfiguration {
  /** How layers are kept; null where that is for the storage itself to say. */
  readonly driver: string | null
  /** The directory of the storage. */
  readonly graphRoot: string
  /** Directories of further images that are only read, in the order in which they are searched. */
  readonly additionalStores: readonly string[]
}

const SYSTEM_FILES = ['/etc/containers/storage.conf', '/usr/share/containers/storage.conf']
const SYSTEM_GRAPH_ROOT = '/var/lib/containers/storage'

/**
 * Finds the storage of a user, by the rules of github.com/containers/storage (types/options.go): root has that of the machine, and
 * every other user one in their home. Exists on Linux only; elsewhere Podman keeps images in a virtual machine.
 * @param uid the user's id, as the kernel has it
 * @throws {UsageError} when a configuration file is wrong; {UnavailableError} when it cannot be read.
 */
export async function storageConfiguration(env: Environment, uid: number): Promise<StorageConfiguration> {
  const user = rootlessUser(env, uid)
  const system = (await firstOf(SYSTEM_FILES)) ?? EMPTY
  const own = env.CONTAINERS_STORAGE_CONF || (user === null ? null : join(configHome(env), 'containers/storage.conf'))
  const chosen = (own === null ? null : await readConfiguration(own)) ?? (user === null ? system : null)
  const driver = env.STORAGE_DRIVER || (chosen ?? system).driver
  if (user === null) {
    const { graphRoot, additionalStores } = chosen ?? EMPTY
    return { driver, graphRoot: graphRoot ?? SYSTEM_GRAPH_ROOT, additionalStores }
  }
  const graphRoot =
    chosen?.graphRoot ??
    expand(chosen?.rootlessPath ?? system.rootlessPath, env, user) ??
    join(dataHome(env), 'containers/storage')
  return { driver, graphRoot, additionalStores: chosen?.additionalStores ?? [] }
}

/** The id of a user other than root, also in a user namespace that makes them look like root (`podman unshare`); null for root. */
export function rootlessUser(env: Environment, uid: number): number | null {
  if (env._CONTAINERS_USERNS_CONFIGURED) return Number(env._CONTAINERS_ROOTLESS_UID || uid) || null
  return uid === 0 ? null : uid
}

/** What a configuration file says. */
interface FileContent {
  readonly driver: string | null
  readonly graphRoot: string | null
  readonly rootlessPath: string | null
  readonly additionalStores: readonly string[]
}

const EMPTY: FileContent = { driver: null, graphRoot: null, rootlessPath: null, additionalStores: [] }

async function firstOf(paths: readonly string[]): Promise<FileContent | null> {
  for (const path of paths) {
    const content = await readConfiguration(path)
    if (content !== null) return content
  }
  return null
}

/** Null where there is no such file. */
async function readConfiguration(path: string): Promise<FileContent | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw unreadable(error, `The file ${path}`)
  })
  if (text === null) return null
  const { parse } = await import('smol-toml')
  let document: TomlTable
  try {
    document = parse(text)
  } catch (error) {
    throw new UsageError(`${path} is not TOML: ${messageOf(error).split('\n', 1)[0]}.`, { cause: error })
  }
  const storage = new Table(document, path).table('storage')
  const options = storage.table('options')
  const imageStore = storage.text('imagestore')
  return {
    driver: storage.text('driver'),
    graphRoot: storage.text('graphroot'),
    rootlessPath: storage.text('rootless_storage_path'),
    additionalStores: [...(imageStore === null ? [] : [imageStore]), ...options.texts('additionalimagestores')],
  }
}

/** A table of a configuration file, whose values are taken out by type. Empty texts are as if they were not there. */
class Table {
  readonly #values: ReadonlyMap<string, TomlValue>
  readonly #path: string

  constructor(table: TomlTable, path: string) {
    this.#values = new Map(Object.entries(table))
    this.#path = path
  }

  text(key: string): string | null {
    const value = this.#values.get(key) ?? ''
    if (typeof value !== 'string') throw this.#mistyped(key, 'a string')
    return value || null
  }

  texts(key: string): string[] {
    const value = this.#values.get(key) ?? []
    if (!Array.isArray(value)) throw this.#mistyped(key, 'a list of strings')
    return value.map((item) => {
      if (typeof item === 'string') return item
      throw this.#mistyped(key, 'a list of strings')
    })
  }

  table(key: string): Table {
    const value = this.#values.get(key) ?? {}
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof Date) throw this.#mistyped(key, 'a table')
    return new Table(value, this.#path)
  }

  #mistyped(key: string, wanted: string): UsageError {
    return new UsageError(`${this.#path}: ${key} is not ${wanted}.`)
  }
}

/** Variables of the environment, and `$UID`, which shells do not export. */
function expand(path: string | null, env: Environment, user: number): string | null {
  if (path === null) return null
  return path.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? ''
    return env[name] ?? (name === 'UID' ? String(user) : '')
  })
}

function home(env: Environment): string {
  return env.HOME || homedir()
}

function configHome(env: Environment): string {
  return env.XDG_CONFIG_HOME || join(home(env), '.config')
}

function dataHome(env: Environment): string {
  return env.XDG_DATA_HOME || join(home(env), '.local/share')
}
