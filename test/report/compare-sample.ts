import { compareDocument, type ImageSummary } from '../../src/index.ts'
import type { CompareDocument, CompareValue } from '../../src/report/compare-document.ts'

const PATHS = (count: number): string[] => Array.from({ length: count }, (_, index) => `/usr/bin/s${index}`)

/** An image as a comparison keeps it, of a size that goes with `index`; every third one has the layers of the one before it. */
export function sampleSummary(
  index: number,
  values: Readonly<Record<string, CompareValue>> = {},
): ImageSummary & { readonly label: string } {
  const label = ['alpine-3.20', 'debian-bookworm-slim', 'distroless-static', 'webapp', 'static:nonroot'][index % 5]!
  const base = index % 3 === 1 ? index - 1 : index
  const compressedBytes = 3_500_000 * (index + 1)
  return {
    label: index < 5 ? label : `${label}-${index}`,
    reference: `oci:images/${label}`,
    source: 'oci',
    digest: null,
    platform: { os: 'linux', architecture: 'amd64' },
    created: null,
    warnings: index === 1 ? ['The package database could not be read.'] : [],
    layers: [
      { digest: `sha256:base${base}`, compressedBytes: 3_500_000 * (base + 1) },
      { digest: `sha256:own${index}`, compressedBytes: 1000 * (index + 1) },
    ],
    values: new Map<string, CompareValue>(
      Object.entries({
        fit: null,
        fitAddBytes: null,
        fitContentBytes: null,
        compressedBytes,
        layerBytes: compressedBytes * 3,
        contentBytes: compressedBytes * 3 - 400 * index,
        reclaimableBytes: 400 * index,
        unownedBytes: 25_000,
        layers: 2,
        files: 90 + 1000 * index,
        packages: 14 + index,
        debPackages: index % 2 === 0 ? 0 : 14 + index,
        apkPackages: index % 2 === 0 ? 14 + index : 0,
        rpmPackages: 0,
        pacmanPackages: 0,
        chiselPackages: 0,
        npmPackages: 0,
        pypiPackages: 0,
        gemPackages: 0,
        golangPackages: 0,
        cargoPackages: 0,
        mavenPackages: 0,
        composerPackages: 0,
        nugetPackages: 0,
        condaPackages: 0,
        dynamicBinaries: 17 * index,
        staticBinaries: 0,
        unresolvedLibraries: index === 2 ? ['libfoo.so.1'] : [],
        base: index % 2 === 0 ? 'alpine' : 'debian',
        baseVariant: index % 2 === 0 ? null : 'slim',
        os: index === 2 ? null : 'alpine',
        osVersion: index === 2 ? null : '3.20.3',
        libc: index === 2 ? null : 'musl',
        libcVersion: index === 2 ? null : '1.2.5',
        caCertificates: index % 2 === 0 ? '/etc/ssl/cert.pem' : null,
        timezones: null,
        locale: index === 3 ? 'C.UTF-8' : null,
        locales: index === 1 ? ['C.utf8'] : [],
        user: index === 2 ? '65532' : 'root',
        runsAsRoot: index !== 2,
        shells: index === 2 ? [] : ['/bin/ash', '/bin/busybox', '/bin/sh'],
        packageManagers: index === 2 ? [] : ['/sbin/apk'],
        setuid: PATHS(index),
        capabilities: [],
        worldWritable: [],
        platforms: ['linux/amd64', 'linux/arm64'],
        signatures: index === 0 ? 1 : null,
        sboms: null,
        provenance: null,
        ...values,
      }),
    ),
  }
}

/** A comparison of so many sample images. */
export function sampleComparison(count: number): CompareDocument {
  return compareDocument(Array.from({ length: count }, (_, index) => sampleSummary(index)))
}
