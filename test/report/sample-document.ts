import type { InspectDocument, LayerSection, PackageSection } from '../../src/report/inspect-document.ts'

/** A document as `inspectImage` answers for an application on Debian, made by hand: it has something of everything. */
export function sampleDocument(changes: Partial<InspectDocument> = {}): InspectDocument {
  return {
    schemaVersion: 1,
    reference: 'registry.example/shop/checkout:2.4',
    source: 'registry',
    digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    imageId: `sha256:${'fedcba9876543210'.repeat(4)}`,
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    created: '2026-01-01T00:00:00Z',
    config: {
      entrypoint: ['/app/checkout'],
      cmd: ['--listen', ':8080', '--name', 'the shop'],
      env: ['PATH=/usr/bin:/bin', 'LANG=C.UTF-8'],
      user: '',
      workingDir: '/app',
      exposedPorts: ['8080/tcp'],
      volumes: ['/data'],
      labels: { 'org.opencontainers.image.source': 'https://git.example/shop' },
      stopSignal: 'SIGTERM',
      healthcheck: { test: ['CMD', '/app/checkout', '--ping'], interval: 30e9, timeout: 3e9, retries: 3 },
      shell: null,
    },
    size: {
      compressedBytes: 31_415_926,
      tarBytes: 90_000_000,
      layerBytes: 84_000_000,
      contentBytes: 80_500_000,
      reclaimableBytes: 3_500_000,
      efficiency: 0.9583,
      dive: { efficiency: 0.9791, wastedBytes: 3_600_000, wastedUserPercent: 0.3912 },
    },
    layers: [
      sampleLayer({
        index: 0,
        fileBytes: 74_800_000,
        files: 3456,
        added: 4120,
        instruction: "ADD rootfs.tar / # debuerreotype 'bookworm'",
      }),
      sampleLayer({
        index: 1,
        fileBytes: 9_200_000,
        files: 312,
        added: 300,
        modified: 12,
        reclaimableBytes: 3_500_000,
        instruction:
          'RUN /bin/sh -c apt-get update &&     apt-get install -y --no-install-recommends libfoo1 &&\n rm -rf /var/lib/apt/lists/*',
      }),
      sampleLayer({ index: 2, fileBytes: 4096, files: 1, added: 1, instruction: null }),
    ],
    filesystem: { files: 3757, directories: 700, symlinks: 210, devices: 0 },
    os: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
    libc: { family: 'glibc', version: '2.36', loader: '/lib/ld-linux-aarch64.so.1' },
    binaries: {
      elf: 412,
      dynamic: 410,
      static: 2,
      requires: { GLIBC: '2.36', GLIBCXX: '3.4.30' },
      entrypoint: { path: '/app/checkout', unresolved: ['libfoo.so.1'] },
      unresolved: [
        { path: '/app/checkout', needs: 'libfoo.so.1' },
        { path: '/usr/lib/plugin.so', needs: 'libbar.so.2' },
        { path: '/usr/lib/plugin.so', needs: 'libbaz.so.3' },
      ],
    },
    base: {
      family: 'debian',
      variant: 'slim',
      tags: [],
      evidence: ['/etc/os-release says debian', '/usr/share/doc is empty'],
    },
    packages: Array.from({ length: 12 }, (_, i) =>
      samplePackage({ name: `package-${i}`, installedBytes: 1_000_000 * (i + 1) }),
    ),
    unowned: { files: 345, bytes: 2_600_000 },
    posture: {
      user: '',
      runsAsRoot: true,
      shells: ['/bin/bash', '/bin/dash', '/bin/sh'],
      packageManagers: ['/usr/bin/apt', '/usr/bin/dpkg'],
      setuid: [
        '/usr/bin/chfn',
        '/usr/bin/chsh',
        '/usr/bin/gpasswd',
        '/usr/bin/mount',
        '/usr/bin/newgrp',
        '/usr/bin/passwd',
      ],
      capabilities: [{ path: '/usr/bin/ping', capabilities: 'cap_net_raw=ep' }],
      worldWritable: ['/data'],
      caCertificates: '/etc/ssl/certs/ca-certificates.crt',
      timezones: null,
      passwd: true,
      group: true,
      nsswitch: false,
      tmp: true,
    },
    warnings: [
      '/var/lib/dpkg/status ends inside a paragraph, so its last package is missing from the list of packages',
    ],
    ...changes,
  }
}

export function sampleLayer(changes: Partial<LayerSection> = {}): LayerSection {
  return {
    index: 0,
    digest: `sha256:${'ab'.repeat(32)}`,
    diffId: `sha256:${'cd'.repeat(32)}`,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    compression: 'gzip',
    compressedBytes: 10_000_000,
    tarBytes: 30_000_000,
    fileBytes: 28_000_000,
    files: 100,
    added: 100,
    modified: 0,
    deleted: 0,
    reclaimableBytes: 0,
    instruction: 'COPY . /app',
    ...changes,
  }
}

export function samplePackage(changes: Partial<PackageSection> = {}): PackageSection {
  return {
    type: 'deb',
    name: 'libfoo1',
    version: '1:2.3-4+deb12u1',
    architecture: 'arm64',
    licenses: ['MIT'],
    purl: 'pkg:deb/debian/libfoo1@1%3A2.3-4%2Bdeb12u1?arch=arm64',
    installedBytes: 123_456,
    files: 7,
    layer: 0,
    source: { name: 'foo', version: '1:2.3-4' },
    ownedBy: null,
    ...changes,
  }
}
