import { comparePrecedence, type Semver } from './semver.ts'

const VERSION = /^(\d+(?:\.\d+){0,3})((?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?)(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/

/**
 * The order of NuGet: one to four numbers, then semantic versions' pre-releases, whose letters compare without case; null where
 * one is no version.
 */
export function compareNugetVersions(a: string, b: string): number | null {
  const left = parseNugetVersion(a)
  const right = parseNugetVersion(b)
  return left === null || right === null ? null : comparePrecedence(left, right)
}

function parseNugetVersion(text: string): Semver | null {
  const [, release, suffix = ''] = VERSION.exec(text.trim().toUpperCase()) ?? []
  if (release === undefined) return null
  const numbers = [...release.split('.'), '0', '0', '0'].slice(0, 4)
  return { numbers, prerelease: suffix === '' ? [] : suffix.slice(1).split('.') }
}
