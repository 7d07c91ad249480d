import { comparePrecedence, parseSemver, type Semver } from './semver.ts'

/** What Go calls its own versions: `1.21rc2`, `1.20`. */
const TOOLCHAIN = /^(\d+)\.(\d+)(?:\.(\d+))?(?:(alpha|beta|rc)(\d+))?$/

/**
 * The order of Go's modules (`v1.2.3`, pseudo-versions, `+incompatible`: semantic versions all) and of the standard library,
 * whose versions are those of the toolchain; null where one is neither, such as `(devel)`.
 */
export function compareGolangVersions(a: string, b: string): number | null {
  const left = parseGolangVersion(a)
  const right = parseGolangVersion(b)
  return left === null || right === null ? null : comparePrecedence(left, right)
}

function parseGolangVersion(text: string): Semver | null {
  if (text.startsWith('v')) return parseSemver(text.slice(1))
  const [, major, minor, patch = '0', kind, number] = TOOLCHAIN.exec(text) ?? []
  if (major === undefined || minor === undefined) return null
  return {
    numbers: [major, minor, patch],
    prerelease: kind === undefined || number === undefined ? [] : [kind, number],
  }
}
