import { APK_DATABASES, packageRecordsReader, RPM_MANIFESTS } from '../../catalogers/package-records.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { encodeName } from '../../layer/tar/text.ts'
import type { NewFile } from '../slim-plan.ts'

/** One file for all packages, to whose end others can be added. */
const LISTS: ReadonlySet<string> = new Set([...APK_DATABASES, ...RPM_MANIFESTS])

/**
 * The packages that have to be stated beside those of the base: not what the base states already, nor, where one file states all of
 * them, what it states in another version, because its manager takes no name twice.
 */
export function packagesToAdd(
  packages: readonly InstalledPackage[],
  base: ImageInventory,
): { readonly packages: InstalledPackage[]; readonly doubts: string[] } {
  const exact = new Set(base.packages.map(exactKey))
  const named = new Map(base.packages.map((found) => [`${found.type}\0${found.name}`, found]))
  const doubts: string[] = []
  const added = packages.filter((found) => {
    if (exact.has(exactKey(found))) return false
    const other = found.type === 'apk' ? named.get(`apk\0${found.name}`) : undefined
    if (other === undefined) return true
    doubts.push(`Files of ${found.name} ${found.version} were added; the base states ${other.version}, and goes on to.`)
    return false
  })
  return { packages: added, doubts }
}

/** A database as it is on the base: where the base has one there, with what it states first. */
export function onBase(path: string, file: NewFile, base: ImageInventory): NewFile {
  const node = LISTS.has(path) ? base.tree.resolve(path) : undefined
  const text = node && base.factsOf(packageRecordsReader).fact(node)
  if (node === undefined || text === undefined) return file
  const isApk = !RPM_MANIFESTS.some((manifest) => manifest === path)
  const before = text.replace(/\n*$/, text === '' ? '' : isApk ? '\n\n' : '\n')
  const content = Buffer.concat([encodeName(before), file.content])
  return { content, mode: node.mode, uid: node.uid, gid: node.gid }
}

function exactKey({ type, name, version, architecture }: InstalledPackage): string {
  return [type, name, version, architecture].join('\0')
}
