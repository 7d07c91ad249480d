import { displayable } from '../../inspect/displayable.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { formatCount } from '../../report/quantity.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { RuntimeConfig } from '../bundle/runtime-config.ts'
import { missingContents } from '../incomplete.ts'
import type { WrittenTree } from './write-tree.ts'

/** What `imgpeek unpack --json` prints; docs/schema/unpack.schema.json describes it. */
export interface UnpackDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** As it was named. */
  readonly directory: string
  /** Whether it is a bundle, with the filesystem in `rootfs`. */
  readonly bundle: boolean
  /** What was made below the root. Hard links are files, named pipes devices. */
  readonly filesystem: {
    readonly files: number
    readonly directories: number
    readonly symlinks: number
    readonly devices: number
  }
  /** Contents of files, hard links once, in bytes. */
  readonly contentBytes: number
  /** What is not as the image has it. */
  readonly warnings: readonly string[]
}

/** What unpacking needs of an inventory. */
export type UnpackableImage = Pick<ImageInventory, 'config' | 'layers' | 'reference' | 'tree'>

/** The user who unpacks. */
export interface User {
  readonly uid: number
  readonly gid: number
}

/** How an image was unpacked. */
interface Unpacked {
  readonly directory: string
  readonly user: User
  /** Whether devices were wanted. */
  readonly devices: boolean
  readonly written: WrittenTree
  /** The bundle's; null where it is none. */
  readonly config: RuntimeConfig | null
}

/** Says what was unpacked. */
export function unpackDocument(inventory: UnpackableImage, unpacked: Unpacked): UnpackDocument {
  const { directory, written, config } = unpacked
  const filesystem = { files: 0, directories: 0, symlinks: 0, devices: 0 }
  const contents = new Map<number, number>()
  let othersOwn = false
  for (const node of inventory.tree.nodes()) {
    othersOwn ||= node.uid !== unpacked.user.uid || node.gid !== unpacked.user.gid
    if (node.type === 'file') contents.set(node.inode, node.size)
    filesystem[countedAs(node)]++
  }
  filesystem.devices -= written.devicesLeftOut + written.pipesLeftOut
  const warnings = [
    ...missingContents(inventory),
    ...(othersOwn ? ownerWarning(unpacked.user) : []),
    ...deviceWarnings(unpacked),
    ...attributeWarning(written),
    ...(config === null ? [] : bundleWarnings(inventory, unpacked.user)),
  ]
  return displayable({
    schemaVersion: 1,
    reference: inventory.reference,
    directory,
    bundle: config !== null,
    filesystem,
    contentBytes: [...contents.values()].reduce((sum, size) => sum + size, 0),
    warnings,
  })
}

function countedAs({ type }: TreeNode): keyof UnpackDocument['filesystem'] {
  if (type === 'file') return 'files'
  if (type === 'directory') return 'directories'
  return type === 'symlink' ? 'symlinks' : 'devices'
}

function ownerWarning({ uid, gid }: User): string[] {
  if (uid === 0) return []
  return [`Only root can give files to their owners: all belong to ${uid}:${gid}, without set-uid and set-gid bits.`]
}

function deviceWarnings({ user, devices, written: { devicesLeftOut, pipesLeftOut } }: Unpacked): string[] {
  const left = formatCount(devicesLeftOut, 'device node')
  const why =
    user.uid !== 0 ? 'only root can make them' : devices ? 'mknod could not make them' : '--devices makes them'
  return [
    ...(devicesLeftOut > 0 ? [`Left out: ${left}; ${why}.`] : []),
    ...(pipesLeftOut > 0 ? [`Left out: ${formatCount(pipesLeftOut, 'named pipe')}; mknod could not make them.`] : []),
  ]
}

function attributeWarning({ attributes: { lost, reason } }: WrittenTree): string[] {
  return lost === 0 ? [] : [`Not kept: ${formatCount(lost, 'extended attribute')}; ${reason}.`]
}

function bundleWarnings({ config: { config } }: UnpackableImage, user: User): string[] {
  const warnings: string[] = []
  if (config.entrypoint.length + config.cmd.length === 0) {
    warnings.push('The image names no command: config.json starts sh.')
  }
  if (user.uid !== 0 && !/^(?:root|0+)?(?::|$)/.test(config.user)) {
    warnings.push(`Without root, the container has one user only: the process runs as that, not as “${config.user}”.`)
  }
  return warnings
}
