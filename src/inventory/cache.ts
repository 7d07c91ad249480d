import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { algorithmOf, type Digest, hexOf } from '../oci/digest.ts'
import type { DocumentStore } from '../sources/document-store.ts'
import { cacheDirectory } from './cache-directory.ts'
import type { LayerStore } from './shared-layers.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A file that was being written so long ago that its writer is dead. */
const STALE_AFTER_MS = 60 * 60 * 1000

/** The cache's directories. */
const LAYERS = 'layers'
const DOCUMENTS = 'documents'

/** Files by a digest. What cannot be read or written is as if it were not there. */
class DigestFiles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** The bytes under this digest, if there are any. */
  async read(digest: Digest): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const path = this.#path(digest)
    try {
      const bytes = await readFile(path)
      const now = new Date()
      utimes(path, now, now).catch(() => {}) // pruning takes the least recently used first
      return bytes
    } catch {
      return undefined
    }
  }

  /**
   * Puts bytes under a digest. Written aside and renamed, so that another process never sees half of them; of two processes
   * that write the same layer, either wins.
   */
  async write(digest: Digest, bytes: Uint8Array): Promise<void> {
    const path = this.#path(digest)
    const temporary = `${path}.${randomUUID()}.tmp`
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(temporary, bytes, { flag: 'wx' })
      await rename(temporary, path)
    } catch {
      // a full or read-only disk costs the next run its time, and this one nothing
      await rm(temporary, { force: true }).catch(() => {})
    }
  }

  #path(digest: Digest): string {
    return join(this.#directory, `${algorithmOf(digest)}-${hexOf(digest)}`)
  }
}

/** Encoded layer inventories on disk, by the layer's digest. */
export class LayerCache extends DigestFiles implements LayerStore {
  /** @param fingerprint stands for everything that an inventory depends on beside the layer's bytes */
  constructor(env: Environment, fingerprint: string) {
    super(join(cacheDirectory(env), LAYERS, fingerprint))
  }
}

/** Documents on disk, by their digest. */
export class DocumentCache extends DigestFiles implements DocumentStore {
  constructor(env: Environment) {
    super(join(cacheDirectory(env), DOCUMENTS))
  }
}

/** What the cache holds. */
export interface CacheInfo {
  readonly directory: string
  readonly entries: number
  readonly bytes: number
}

/** What pruning did. */
export interface PruneResult {
  readonly directory: string
  readonly removed: number
  readonly freedBytes: number
  readonly keptBytes: number
}

/** Counts what the cache holds. */
export async function cacheInfo({ env }: { env: Environment }): Promise<CacheInfo> {
  const files = await listAllFiles(env)
  const entries = files.filter((file) => !file.temporary)
  return { directory: cacheDirectory(env), entries: entries.length, bytes: total(files) }
}

/**
 * Makes the cache smaller: down to `maxBytes`, the least recently used first, or empty.
 * What another process is writing is left alone.
 */
export async function pruneCache({ env, maxBytes = 0 }: { env: Environment; maxBytes?: number }): Promise<PruneResult> {
  const now = Date.now()
  const files = (await listAllFiles(env)).sort((a, b) => b.usedAt - a.usedAt)
  let kept = 0
  let removed = 0
  let freed = 0
  for (const file of files) {
    const stays = file.temporary ? now - file.usedAt < STALE_AFTER_MS : kept + file.bytes <= maxBytes
    if (stays) {
      kept += file.bytes
      continue
    }
    await rm(file.path, { force: true })
    removed++
    freed += file.bytes
  }
  return { directory: cacheDirectory(env), removed, freedBytes: freed, keptBytes: kept }
}

interface CachedFile {
  readonly path: string
  readonly bytes: number
  readonly usedAt: number
  readonly temporary: boolean
}

async function listAllFiles(env: Environment): Promise<CachedFile[]> {
  const lists = [LAYERS, DOCUMENTS].map((name) => listFiles(join(cacheDirectory(env), name)))
  return (await Promise.all(lists)).flat()
}

async function listFiles(directory: string): Promise<CachedFile[]> {
  const files: CachedFile[] = []
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const status = await stat(path).catch(() => null) // another process may have removed it
    if (status) files.push({ path, bytes: status.size, usedAt: status.mtimeMs, temporary: entry.name.endsWith('.tmp') })
  }
  return files
}

function total(files: readonly CachedFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0)
}
