import { hash } from 'node:crypto'
import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { sha1Reader } from '../catalogers/sha1.ts'
import { shebangReader } from '../catalogers/shebang.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { SbomFile, SbomFileSelection } from '../report/sbom-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { writtenText } from './written-text.ts'

/** The files that are wanted, in the order of the tree. */
export function filesOf(
  { tree, owners, factsOf }: Pick<ImageInventory, 'tree' | 'owners' | 'factsOf'>,
  selection: SbomFileSelection,
  idOf: (owner: InstalledPackage) => string,
): SbomFile[] {
  if (selection === 'none') return []
  const programs = factsOf(elfCataloger)
  const scripts = factsOf(shebangReader)
  const sha1 = factsOf(sha1Reader)
  const isProgram = (node: TreeNode): boolean => programs.fact(node) !== undefined || scripts.fact(node) !== undefined
  const files: SbomFile[] = []
  for (const node of tree.nodes()) {
    if (node.type !== 'file') continue
    const owner = owners.get(node)
    if (selection === 'packages' && !owner && !isProgram(node)) continue
    const { sha256 } = node
    if (sha256 === null) continue
    files.push({
      id: fileId(node.path),
      path: writtenText(node.path),
      sha256,
      sha1: sha1.fact(node) ?? null,
      layer: owner && owner.layer === node.layer ? null : node.layer,
      package: owner ? idOf(owner) : null,
    })
  }
  return files
}

/** Of the path as it is: written out, two paths may look the same. In UTF-16, because not every path has a UTF-8 form. */
function fileId(path: string): string {
  return hash('sha256', Buffer.from(path, 'utf16le'), 'hex').slice(0, 32)
}
