import type { Libc } from '../catalogers/libc.ts'

/** BusyBox as Docker's official images have it, by the C library that it is built with. */
type Build = 'musl' | 'glibc' | 'uclibc'

/** The architectures that each is published for (GOARCH); github.com/docker-library/official-images, library/busybox. */
const PUBLISHED: Readonly<Record<Build, readonly string[]>> = {
  musl: ['amd64', 'arm', 'arm64', '386', 'ppc64le', 'riscv64', 's390x'],
  glibc: ['amd64', 'arm', 'arm64', '386', 'mips64le', 'ppc64le', 'riscv64', 's390x'],
  uclibc: ['amd64', 'arm', 'arm64', '386', 'mips64le', 'riscv64'],
}

/**
 * Builds that fit, the best first. A debug container has a file system of its own, so that any would start; but who looks for more than
 * processes copies tools into the target (`/proc/1/root`) or changes its root to it, and there only what fits its libc runs. Those with musl
 * and uClibc are static and run anywhere; that with glibc loads the target's own, which must be as new.
 */
const FITTING: Readonly<Record<Libc['family'], readonly Build[]>> = {
  glibc: ['glibc', 'musl', 'uclibc'],
  musl: ['musl', 'uclibc'],
  uclibc: ['uclibc', 'musl'],
  bionic: ['musl', 'uclibc'],
  none: ['musl', 'uclibc'],
}

/** The newest symbols that the build with glibc needs are those of glibc 2.38. */
const NEEDED_GLIBC = [2, 38] as const

/** The image to look into a container with, by its image's libc and architecture; null where none is published for that. */
export function debugImage(libc: Pick<Libc, 'family' | 'version'>, architecture: string): string | null {
  const build = FITTING[libc.family].find(
    (candidate) => PUBLISHED[candidate].includes(architecture) && (candidate !== 'glibc' || isNewEnough(libc.version)),
  )
  return build === undefined ? null : `docker.io/library/busybox:1.37-${build}`
}

function isNewEnough(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  return major > NEEDED_GLIBC[0] || (major === NEEDED_GLIBC[0] && minor >= NEEDED_GLIBC[1])
}
