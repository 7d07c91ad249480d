import { chmodSync, writeFileSync } from 'node:fs'
import { UsageError } from '../../errors.ts'
import { accountFiles } from '../bundle/account-files.ts'
import { type RuntimeConfig, runtimeConfig } from '../bundle/runtime-config.ts'
import type { ExtractOptions } from '../read-layer.ts'
import { Staging } from './staging.ts'
import { TreeWriter } from './tree-writer.ts'
import { type UnpackableImage, type UnpackDocument, type User, unpackDocument } from './unpack-document.ts'
import { writeTree } from './write-tree.ts'

const ROOTFS = 'rootfs'

/** How an image is unpacked. */
export interface UnpackOptions extends ExtractOptions {
  /** Whether to make an OCI runtime bundle: `config.json` beside `rootfs`. */
  readonly bundle?: boolean
  /** Whether to make device nodes, which only root can. */
  readonly devices?: boolean
}

/**
 * Writes the final filesystem of an image to a directory that does not exist yet, or is empty; it is there whole or not at
 * all. Nothing in the image leads out of it: directories come first and links last, made where nothing is, in a place
 * that nobody else may enter. The inventory's image must still be open.
 * @throws {UsageError} when the directory is not fit; {UnavailableError} when it cannot be written or a layer cannot be had;
 *   {BrokenImageError} when a layer is not the one that the inventory knows; {InterruptedError} when the signal fires.
 */
export async function unpack(
  inventory: UnpackableImage,
  directory: string,
  options: UnpackOptions = {},
): Promise<UnpackDocument> {
  const { bundle = false, devices = false } = options
  const user = currentUser()
  const { os } = inventory.config.platform
  if (bundle && os !== 'linux' && os !== 'unknown') {
    throw new UsageError(`${inventory.reference} is for ${os}; a bundle can only be made of an image for Linux.`)
  }
  const staging = await Staging.create(directory)
  const root = `${staging.path}/${ROOTFS}`
  try {
    const asRoot = user.uid === 0
    const written = await writeTree(inventory, root, staging.path, { ...options, devices, asRoot })
    const config = bundle ? bundleConfig(inventory, root, asRoot ? null : user) : null
    if (config !== null) {
      writeFileSync(`${staging.path}/config.json`, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' })
    }
    staging.commit(bundle ? undefined : ROOTFS)
    return unpackDocument(inventory, { directory, user, devices, written, config })
  } catch (error) {
    makeRemovable(inventory, root)
    staging.discard()
    throw error
  }
}

/** Who unpacks. @throws {UsageError} where there are no such users. */
function currentUser(): User {
  const uid = process.geteuid?.()
  const gid = process.getegid?.()
  if (uid !== undefined && gid !== undefined) return { uid, gid }
  throw new UsageError('Windows cannot hold the file system of an image; take export, which writes it as a tar.')
}

function bundleConfig(inventory: UnpackableImage, root: string, rootless: User | null): RuntimeConfig {
  return runtimeConfig(inventory.config, accountFiles(inventory.tree, root), rootless)
}

/** Who is not root may only remove what is in directories that may be written to. */
function makeRemovable({ tree }: UnpackableImage, root: string): void {
  const writer = new TreeWriter(root, false)
  for (const node of tree.nodes()) {
    if (node.children === null) continue
    try {
      chmodSync(writer.place(node.path), 0o700)
    } catch {} // it was not made yet
  }
}
