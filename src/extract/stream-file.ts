import { createHash } from 'node:crypto'
import { BrokenImageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { displayPath } from '../rootfs/path.ts'
import { alteredContent } from './altered-content.ts'
import { locateFile } from './locate-file.ts'
import { type ExtractOptions, readLayer } from './read-layer.ts'

/** Which version of a file is meant, beside how it is read. */
export interface StreamFileOptions extends ExtractOptions {
  /** The index of the layer that wrote the wanted version; without it, the one that containers see. */
  readonly layer?: number | undefined
}

/**
 * Streams a file's content from the layer that has it, as far as the file and no further. Symlinks are followed inside the
 * image. The inventory's image must still be open. A piece is good until the next one is asked for.
 * @throws {UnavailableError} at once when there is no such file, or it is no regular file; {BrokenImageError} while reading
 *   when the content is not the one that the inventory knows: what came before is then not to be used.
 */
export function streamFile(
  inventory: ImageInventory,
  path: string,
  { layer: version, ...options }: StreamFileOptions = {},
): AsyncGenerator<Uint8Array> {
  const { node, layer: index, row: wanted } = locateFile(inventory, path, version)

  async function* content(): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256')
    let heard: Uint8Array[] = []
    let inside = false
    let complete = false
    const listener = {
      entry: (_: unknown, row: number | null): boolean => (inside = row === wanted),
      data: (bytes: Uint8Array): void => {
        heard.push(bytes)
      },
      endEntry: (): void => {
        complete ||= inside
        inside = false
      },
    }
    for await (const _ of readLayer(inventory, index, listener, options)) {
      for (const bytes of heard) hash.update(bytes)
      if (complete && hash.digest('hex') !== node.sha256) {
        throw alteredContent(index, node)
      }
      yield* heard
      if (complete) return
      heard = []
    }
    throw new BrokenImageError(`Layer ${index} ends before ${displayPath(node.path)}, which was in it before.`)
  }
  return content()
}
