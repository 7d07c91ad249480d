import type { OsRelease } from '../../catalogers/os-release.ts'

/** A distribution of apk packages, as apko.yaml names it. */
export interface ApkDistribution {
  /** As os-release names it. */
  readonly id: 'alpine' | 'wolfi'
  readonly title: string
  /** The only C library that its packages are built for. */
  readonly libc: 'musl' | 'glibc'
  readonly repositories: readonly string[]
  /** Keys that apko does not have anyway: it fetches those of Alpine. */
  readonly keyring: readonly string[]
  /** Packages with what no lookup names: users and groups, and the bundle of certificates. */
  readonly packages: { readonly accounts: string; readonly certificates: string; readonly timezones: string }
}

/** The distribution that an image is of; null where it is of none with apk packages that are known. */
export function apkDistribution(os: OsRelease | null): ApkDistribution | null {
  if (os?.id === 'alpine') return alpine(os.versionId)
  return os?.id === 'wolfi' || os?.id === 'chainguard' ? WOLFI : null
}

/** Releases are called `v3.20`; what is none (`3.21_alpha20240923`) is of edge. */
function alpine(versionId: string | null): ApkDistribution {
  const [, release] = /^(\d+\.\d+)(?:\.\d+)*$/.exec(versionId ?? '') ?? []
  const branch = release === undefined ? 'edge' : `v${release}`
  return {
    id: 'alpine',
    title: `Alpine ${release ?? 'edge'}`,
    libc: 'musl',
    repositories: ['main', 'community'].map((name) => `https://dl-cdn.alpinelinux.org/alpine/${branch}/${name}`),
    keyring: [],
    packages: {
      accounts: 'alpine-baselayout-data',
      certificates: 'ca-certificates-bundle',
      timezones: 'tzdata',
    },
  }
}

/** Rolling: there is one of it. */
const WOLFI: ApkDistribution = {
  id: 'wolfi',
  title: 'Wolfi',
  libc: 'glibc',
  repositories: ['https://packages.wolfi.dev/os'],
  keyring: ['https://packages.wolfi.dev/os/wolfi-signing.rsa.pub'],
  packages: { accounts: 'wolfi-baselayout', certificates: 'ca-certificates-bundle', timezones: 'tzdata' },
}
