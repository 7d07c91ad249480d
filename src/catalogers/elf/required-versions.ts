import type { ElfBinary } from './parse.ts'

const VERSION = /^(.+?)_(\d+(?:[._]\d+)*[a-z]?)$/

/**
 * The highest symbol version of each family that the binaries need: `{GLIBC: '2.34', GLIBCXX: '3.4.30'}`. Versions without a
 * number (`GLIBC_PRIVATE`) have no order and are left out.
 */
export function highestRequiredVersions(binaries: Iterable<ElfBinary>): Record<string, string> {
  const highest = new Map<string, string>()
  const seen = new Set<string>()
  for (const binary of binaries) {
    for (const name of Object.values(binary.neededVersions ?? {}).flat()) {
      if (seen.has(name)) continue
      seen.add(name)
      const [, family, written] = VERSION.exec(name) ?? []
      if (family === undefined || written === undefined) continue
      const version = written.replaceAll('_', '.') // OPENSSL_1_1_1
      const known = highest.get(family)
      if (known === undefined || compareVersions(version, known) > 0) highest.set(family, version)
    }
  }
  return Object.fromEntries([...highest].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Orders `2.9` before `2.34`, `1.1.1` before `1.1.1a`. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a < b ? -1 : a > b ? 1 : 0
}

function partsOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10))
}
