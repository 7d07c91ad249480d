import { abiOf, type ElfObject } from './elf-object.ts'

/** Directories that hold software of many kinds: that two files lie below the same one says nothing. */
const SHARED_DIRECTORY =
  /^\/(?:usr(?:\/local)?\/?)?(?:lib\w*|libexec|s?bin|share|opt|srv|home|var|var\/lib)?(?:\/[^/]+-linux-[^/]+)?$/

/**
 * Tells whether a library of this name lies in the same installation as a binary: below a directory that is above both and is
 * not shared with other software. A launcher then usually makes it known (`java` loads `lib/server/libjvm.so`, which
 * `lib/libjava.so` needs).
 */
export function neighbourhood(objects: readonly ElfObject[]): (object: ElfObject, name: string) => boolean {
  const paths = new Map<string, string[]>()
  for (const { node, binary } of objects) {
    for (const name of new Set([node.name, binary.soname ?? node.name])) {
      const key = `${abiOf(binary)} ${name}`
      const known = paths.get(key)
      if (known === undefined) paths.set(key, [node.path])
      else known.push(node.path)
    }
  }
  return (object, name) =>
    (paths.get(`${abiOf(object.binary)} ${name}`) ?? []).some(
      (path) => !SHARED_DIRECTORY.test(commonDirectory(path, object.node.path)),
    )
}

function commonDirectory(path: string, other: string): string {
  const names = path.split('/').slice(0, -1)
  const others = other.split('/').slice(0, -1)
  const differs = names.findIndex((name, index) => name !== others[index])
  return names.slice(0, differs === -1 ? undefined : differs).join('/') || '/'
}
