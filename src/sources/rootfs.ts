import { stat } from 'node:fs/promises'
import { EMPTY_EXECUTION_CONFIG, type ImageConfig } from '../oci/config.ts'
import type { Platform } from '../oci/platform.ts'
import { directoryTar } from './directory-tar.ts'
import { eitherSignal } from './either-signal.ts'
import { openFile, readFileBytes, unreadable } from './file-bytes.ts'
import type { Image, Layer } from './image.ts'
import type { SourceOptions } from './options.ts'
import { wantedPlatform } from './platform-choice.ts'
import { isProgramFile, programTar } from './program-tar.ts'
import { inspectTarFile, tarMembers } from './tar-members.ts'

/**
 * Opens `PATH`, a directory, a root filesystem tar (plain or compressed) or a lone program, as an image of one layer without a
 * config. @throws {UnavailableError} when there is nothing at the path, or a file that is neither.
 */
export async function openRootfs(path: string, options: SourceOptions): Promise<Image> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error, path)
  })
  if (found.isDirectory()) return new RootfsImage(path, null, (signal) => directoryTar(path, signal), options)
  if (await isProgramFile(path)) {
    return new RootfsImage(path, null, (signal) => programTar(path, signal), options)
  }
  await checkIsTar(path, options)
  return new RootfsImage(path, found.size, (signal) => readFileBytes(path, `The file ${path}`, signal), options)
}

/** Looks at the first member, so that a file of another kind is named as such. */
async function checkIsTar(path: string, { limits, signal }: SourceOptions): Promise<void> {
  const handle = await openFile(path, `The file ${path}`)
  try {
    const file = await inspectTarFile(handle, `The file ${path}`)
    for await (const _ of tarMembers(file, limits, () => false, signal)) break
  } finally {
    await handle.close()
  }
}

class RootfsImage implements Image {
  readonly source = 'rootfs'
  readonly reference: string
  readonly descriptor = null
  readonly imageId = null
  readonly sequential = false
  readonly #size: number | null
  readonly #open: (signal?: AbortSignal) => AsyncIterable<Uint8Array>
  readonly #options: SourceOptions

  constructor(
    path: string,
    size: number | null,
    openTar: (signal?: AbortSignal) => AsyncIterable<Uint8Array>,
    options: SourceOptions,
  ) {
    this.reference = `rootfs:${path}`
    this.#size = size
    this.#open = openTar
    this.#options = options
  }

  async manifest(): Promise<null> {
    return null
  }

  async config(): Promise<ImageConfig> {
    const platform = wantedPlatform(this.#options)
    return { platform, created: null, config: EMPTY_EXECUTION_CONFIG, diffIds: [], history: [] }
  }

  async rawManifest(): Promise<null> {
    return null
  }

  async rawConfig(): Promise<null> {
    return null
  }

  async platforms(): Promise<readonly Platform[]> {
    return [wantedPlatform(this.#options)]
  }

  async layers(): Promise<readonly Layer[]> {
    return [
      {
        digest: null,
        size: this.#size,
        mediaType: null,
        annotations: {},
        diffId: null,
        urls: [],
        position: 0,
        open: (signal) => this.#open(eitherSignal(signal, this.#options.signal)),
      },
    ]
  }

  async referrers(): Promise<readonly []> {
    return []
  }

  async close(): Promise<void> {}
}
