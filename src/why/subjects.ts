import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { elfObjects } from '../catalogers/elf/elf-object.ts'
import { findProgram } from '../catalogers/elf/entrypoint.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { PathAnswer } from '../report/why-document.ts'
import { joinPath, nameOf, parentOf, pathFromDisplay } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** Something that a question may mean. */
export type Subject =
  | { readonly kind: 'package'; readonly found: InstalledPackage }
  | { readonly kind: 'path'; readonly askedAs: PathAnswer['askedAs']; readonly path: string }

/**
 * Everything in an image that has this name: packages by name, by package URL, or a chisel package by one of its slices
 * (`libc6_libs`); a path, also one that a later layer hides; shared libraries by SONAME or file name, with or without what follows
 * `.so`; and if it is none of these, the program that PATH leads to.
 */
export function subjectsOf(query: string, inventory: ImageInventory): Subject[] {
  const packages = inventory.packages.filter((found) => isCalled(found, query))
  const path = pathOf(query, inventory)
  const paths = new Map<string, Subject>()
  if (path !== undefined) paths.set(path, { kind: 'path', askedAs: 'path', path })
  for (const node of librariesCalled(query, inventory)) {
    if (!paths.has(node.path)) paths.set(node.path, { kind: 'path', askedAs: 'library', path: node.path })
  }
  const subjects = [...packages.map((found): Subject => ({ kind: 'package', found })), ...paths.values()]
  if (subjects.length > 0 || query.includes('/')) return subjects
  const program = findProgram(inventory.tree, inventory.config.config, query)
  const place = program && inventory.tree.resolveParent(program.path)
  return place === undefined ? [] : [{ kind: 'path', askedAs: 'program', path: place.path }]
}

function isCalled({ name, purl, slices }: InstalledPackage, query: string): boolean {
  return name === query || purl === query || (slices?.some((slice) => `${name}_${slice}` === query) ?? false)
}

/** The path as the image has it: below symlinked directories, the real one. */
function pathOf(query: string, { tree, losses }: ImageInventory): string | undefined {
  const path = joinPath('/', pathFromDisplay(query))
  const place = tree.resolveParent(path)
  if (place !== undefined) return place.path
  const parent = tree.resolve(parentOf(path))
  const real = parent === undefined ? path : joinPath(parent.path, nameOf(path))
  const hidden = losses.find(({ node }) => node.path === real || node.path === path)
  return hidden?.node.path
}

function librariesCalled(query: string, { factsOf }: ImageInventory): TreeNode[] {
  if (query.includes('/')) return []
  const tree = factsOf(elfCataloger)
  const isCalledSo = (name: string | undefined): boolean =>
    name !== undefined && (name === query || (name.includes('.so') && name.replace(/\.so(?:\..*)?$/, '') === query))
  const libraries = elfObjects(tree).filter(({ binary }) => binary.kind === 'library')
  const inodes = new Map(libraries.map(({ node }) => [node.inode, node]))
  const found = new Set(
    libraries.filter(({ node, binary }) => isCalledSo(node.name) || isCalledSo(binary.soname)).map(({ node }) => node),
  )
  for (const link of tree.nodes()) {
    if (link.type !== 'symlink' || !isCalledSo(link.name)) continue
    const library = inodes.get(tree.resolve(link.path)?.inode ?? -1)
    if (library !== undefined) found.add(library)
  }
  return [...found]
}
