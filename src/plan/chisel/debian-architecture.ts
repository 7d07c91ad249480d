import { normalizePlatform, type Platform } from '../../oci/platform.ts'

/** Debian's names of architectures (dpkg-architecture(1)) where they are not GOARCH's, by GOARCH and variant. */
const DEBIAN_NAMES: ReadonlyMap<string, string> = new Map([
  ['386', 'i386'],
  ['arm/v7', 'armhf'],
  ['ppc64le', 'ppc64el'],
])

/** Those that Ubuntu has packages for, which `chisel cut --arch` takes. */
const UBUNTU: ReadonlySet<string> = new Set(['amd64', 'arm64', 'armhf', 'i386', 'ppc64el', 'riscv64', 's390x'])

/** Debian's name of a platform's architecture; undefined where Ubuntu has none for it. */
export function debianArchitecture(platform: Platform): string | undefined {
  const { architecture, variant } = normalizePlatform(platform)
  const name =
    DEBIAN_NAMES.get(variant === undefined ? architecture : `${architecture}/${variant}`) ??
    DEBIAN_NAMES.get(architecture) ??
    architecture
  return UBUNTU.has(name) ? name : undefined
}
