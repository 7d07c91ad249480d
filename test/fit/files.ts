import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'

/** What a filesystem has, by absolute path: bytes of an executable, text of a plain file, or a symlink's target. */
export type Files = Readonly<Record<string, Uint8Array | string | { readonly symlink: string }>>

/** These files as a layer. */
export function layerOf(files: Files): LayerBuilder {
  const layer = new LayerBuilder()
  for (const [path, file] of Object.entries(files)) {
    const name = path.slice(1)
    if (typeof file === 'string') layer.file(name, file)
    else if ('symlink' in file) layer.symlink(name, file.symlink)
    else layer.file(name, Buffer.from(file), { mode: 0o755 })
  }
  return layer
}

/** These files on disk. */
export function writeFiles(root: string, files: Files): void {
  mkdirSync(root, { recursive: true })
  for (const [path, file] of Object.entries(files)) {
    const place = join(root, path)
    mkdirSync(dirname(place), { recursive: true })
    if (typeof file === 'string') writeFileSync(place, file)
    else if ('symlink' in file) symlinkSync(file.symlink, place)
    else writeFileSync(place, file, { mode: 0o755 })
  }
}
