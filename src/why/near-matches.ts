import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { elfObjects } from '../catalogers/elf/elf-object.ts'
import { editDistance } from '../edit-distance.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { nameOf, parentOf } from '../rootfs/path.ts'

const MOST_MATCHES = 3
/** Names that are longer are no slip of the fingers; and the distance takes time with the product of two lengths. */
const LONGEST_NAME = 100

/** What was perhaps meant by a name that nothing in the image has: the nearest first, few of them. */
export function nearMatches(query: string, inventory: ImageInventory): string[] {
  const name = nameOf(query).slice(0, LONGEST_NAME).toLowerCase()
  if (name === '') return []
  const found = new Map<string, number>()
  for (const [candidate, shown] of candidatesFor(query, inventory)) {
    const distance = distanceOf(name, candidate.toLowerCase())
    if (distance !== undefined && distance < (found.get(shown) ?? Number.POSITIVE_INFINITY)) found.set(shown, distance)
  }
  return [...found]
    .sort(([a, near], [b, far]) => near - far || (a < b ? -1 : 1))
    .slice(0, MOST_MATCHES)
    .map(([shown]) => shown)
}

/** Names to compare, with what to show. */
function* candidatesFor(
  query: string,
  { tree, packages, binaries, factsOf }: ImageInventory,
): Generator<[string, string]> {
  if (!query.startsWith('/')) {
    for (const { name } of packages) yield [nameOf(name), name]
    for (const { node, binary } of elfObjects(factsOf(elfCataloger))) {
      if (binary.kind === 'library') yield [binary.soname ?? node.name, binary.soname ?? node.name]
    }
    for (const { needs } of binaries.unresolved) yield [nameOf(needs), needs]
  }
  if (!query.includes('/')) return
  // a path: the same name elsewhere, or another name in the same directory
  const directory = tree.resolve(parentOf(query))
  for (const child of directory?.children?.values() ?? []) yield [child.name, child.path]
  for (const node of tree.nodes()) if (node.name === nameOf(query)) yield [node.name, node.path]
}

/** How far a name is from what was written; undefined where that is too far. To write the beginning only is near. */
function distanceOf(name: string, candidate: string): number | undefined {
  if (candidate.length > LONGEST_NAME) return undefined
  const most = Math.max(1, Math.floor(name.length / 3))
  const cheap = Math.abs(candidate.length - name.length) > most
  const edits = cheap ? Number.POSITIVE_INFINITY : editDistance(name, candidate)
  if (edits <= most) return edits
  const contained = name.length >= 3 && candidate.includes(name)
  return contained ? most + 1 + candidate.length - name.length + (candidate.startsWith(name) ? 0 : 1) : undefined
}
