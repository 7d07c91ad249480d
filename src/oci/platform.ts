import { UsageError } from '../errors.ts'
import type { JsonObject } from './json-object.ts'

/** A platform as image indexes and configs name it (OCI image-index.md; GOOS and GOARCH values). */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
  readonly 'os.version'?: string
}

/** What stands for an operating system or architecture that is not given; BuildKit writes the same. */
export const UNKNOWN = 'unknown'

/** The names that containerd's platforms package accepts besides GOARCH's, with the variant they imply. */
const ARCHITECTURE_ALIASES: ReadonlyMap<string, { architecture: string; variant?: string }> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['i386', { architecture: '386' }],
  ['aarch64', { architecture: 'arm64' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
])

/** Node's `process.arch` where it is not GOARCH. Node's 32-bit ARM builds need v7; its ppc64 builds on Linux are little-endian. */
const GOARCH_OF_NODE: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['ppc64', 'ppc64le'],
  ['mipsel', 'mipsle'],
])

/** Reads the platform of a descriptor or the top of a config; `unknown` for what is not there. */
export function platformFromJson(json: JsonObject): Platform {
  const variant = json.string('variant')
  const osVersion = json.string('os.version')
  return {
    os: json.string('os') || UNKNOWN,
    architecture: json.string('architecture') || UNKNOWN,
    ...(variant && { variant }),
    ...(osVersion && { 'os.version': osVersion }),
  }
}

/**
 * Reads `os/architecture[/variant]`, as `--platform` takes it.
 * @throws {UsageError} when it is something else.
 */
export function parsePlatform(text: string): Platform {
  const match = /^([a-z0-9]+)\/([a-z0-9_-]+)(?:\/([a-z0-9.]+))?$/.exec(text.toLowerCase())
  const [, os, architecture, variant] = match ?? []
  if (os === undefined || architecture === undefined) {
    throw new UsageError(
      `"${text}" is not a platform; write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64.`,
    )
  }
  return normalizePlatform({ os, architecture, ...(variant !== undefined && { variant }) })
}

/** A platform as `--platform` takes it. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`
}

/** The platform whose images this machine runs: Linux on its architecture. `nodeArchitecture` is `process.arch`. */
export function hostPlatform(nodeArchitecture: string): Platform {
  return normalizePlatform({
    os: 'linux',
    architecture: GOARCH_OF_NODE.get(nodeArchitecture) ?? nodeArchitecture,
  })
}

/** Whether a machine of platform `wanted` runs images of platform `offered`. */
export function platformMatches(offered: Platform, wanted: Platform): boolean {
  return matchRank(offered, wanted) !== undefined
}

/** 0 for exactly what is wanted, more for an older variant that it runs too; undefined for what it does not run. */
export function matchRank(offered: Platform, wanted: Platform): number | undefined {
  const { os, architecture, variant } = normalizePlatform(offered)
  const target = normalizePlatform(wanted)
  if (os !== target.os || architecture !== target.architecture) return undefined
  const rank = runnableVariants(target).indexOf(variant)
  return rank === -1 ? undefined : rank
}

/**
 * The variants that a machine of this platform runs, best first. Follows containerd's platformVector, but never falls back
 * to another architecture (arm64 to arm, amd64 to 386): whoever looks into an image wants the one that was named.
 */
function runnableVariants(platform: Platform): (string | undefined)[] {
  const { architecture, variant } = platform
  if (variant === undefined) return [undefined]
  const level = Number(/^v(\d)$/.exec(variant)?.[1])
  if (architecture === 'arm' && level >= 5) return levels(level, 5)
  if (architecture === 'amd64' && level >= 2) return [...levels(level, 2), undefined]
  return architecture === 'arm64' ? [variant, undefined] : [variant]
}

function levels(from: number, to: number): string[] {
  return Array.from({ length: from - to + 1 }, (_, index) => `v${from - index}`)
}

/** One spelling for each platform, as containerd's platforms.Normalize chooses it. */
export function normalizePlatform(platform: Platform): Platform {
  const alias = ARCHITECTURE_ALIASES.get(platform.architecture.toLowerCase())
  const architecture = alias?.architecture ?? platform.architecture.toLowerCase()
  const os = platform.os.toLowerCase() === 'macos' ? 'darwin' : platform.os.toLowerCase()
  const variant = normalizeVariant(architecture, platform.variant?.toLowerCase() || alias?.variant)
  const osVersion = platform['os.version']
  return {
    os,
    architecture,
    ...(variant !== undefined && { variant }),
    ...(osVersion !== undefined && { 'os.version': osVersion }),
  }
}

function normalizeVariant(architecture: string, variant: string | undefined): string | undefined {
  const prefixed = variant !== undefined && /^\d/.test(variant) ? `v${variant}` : variant
  if (architecture === 'arm') return prefixed ?? 'v7'
  if (architecture === 'arm64' && (prefixed === 'v8' || prefixed === 'v8.0')) return undefined
  if (architecture === 'amd64' && prefixed === 'v1') return undefined
  return prefixed
}
