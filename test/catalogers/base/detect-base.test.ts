import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { detectBase } from '../../../src/catalogers/base/detect-base.ts'
import { osReleaseCataloger } from '../../../src/catalogers/os-release-cataloger.ts'
import { apkCataloger } from '../../../src/catalogers/packages/apk.ts'
import { chiselCataloger } from '../../../src/catalogers/packages/chisel.ts'
import { dpkgCataloger } from '../../../src/catalogers/packages/dpkg.ts'
import type { ExecutionConfig } from '../../../src/oci/config.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

interface Given {
  readonly config?: Partial<ExecutionConfig>
  readonly annotations?: Record<string, string>
  readonly libc?: string
}

/** What the catalogers find in the files, and the base that follows from it. */
function baseOf(files: Record<string, LayerFile>, { config = {}, annotations = {}, libc = 'none' }: Given = {}) {
  const os = osReleaseCataloger.conclude(treeOf([files], osReleaseCataloger), conclusionOf())
  const image = conclusionOf({ config, os })
  const packages = [
    ...dpkgCataloger.conclude(treeOf([files], dpkgCataloger), image),
    ...apkCataloger.conclude(treeOf([files], apkCataloger), image),
    ...chiselCataloger.conclude(treeOf([files], chiselCataloger), image),
  ]
  return detectBase({ tree: treeOf([files]), config: image.config, annotations, os, packages, libc })
}

const PROGRAM = { content: '\u007fELF', mode: 0o755 }

function statusD(...names: string[]): Record<string, LayerFile> {
  const control = (name: string) => `Package: ${name}\nVersion: 1\nArchitecture: amd64\n`
  return {
    '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Distroless"\n',
    ...Object.fromEntries(names.map((name) => [`/var/lib/dpkg/status.d/${name}`, control(name)])),
  }
}

describe('detectBase', () => {
  it('calls an image of programs alone scratch, busybox without its links among them', () => {
    expect(baseOf({ '/hello': PROGRAM })).toEqual({
      family: 'scratch',
      variant: null,
      tags: [],
      evidence: ['no os-release file and no package database', 'no /bin/sh', 'no libc'],
    })
    expect(baseOf({ '/bin/busybox': PROGRAM }).family).toBe('scratch')
    expect(baseOf({}).family).toBe('scratch')
  })

  it('does not call scratch what has a shell from nowhere', () => {
    expect(baseOf({ '/bin/bash': PROGRAM, '/bin/sh': { symlink: 'bash' } })).toMatchObject({
      family: 'unknown',
      evidence: [expect.any(String), '/bin/bash is a shell of no known base'],
    })
  })

  it('knows busybox by its links, and its variant by its libc', () => {
    const files = { '/bin/[': PROGRAM, '/bin/busybox': { hardlink: '/bin/[' }, '/bin/sh': { hardlink: '/bin/[' } }
    expect(baseOf(files, { libc: 'glibc' })).toMatchObject({ family: 'busybox', variant: 'glibc' })
    expect(baseOf(files, { libc: 'none' })).toMatchObject({ family: 'busybox', variant: null })
  })

  it.each([
    ['static', ['base-files', 'tzdata'], {}],
    ['base', ['base-files', 'libc6', 'libssl3'], {}],
    ['cc', ['base-files', 'libc6', 'libstdc++6'], {}],
    ['python', ['libc6', 'libstdc++6', 'python3.11-minimal'], {}],
    ['java', ['libc6', 'libstdc++6'], { '/usr/lib/jvm/temurin21_jre_amd64/release': '' }],
    ['node', ['libc6', 'libstdc++6'], { '/nodejs/bin/node': PROGRAM }],
  ])('knows distroless %s', (variant, names, files) => {
    expect(baseOf({ ...statusD(...names), ...files })).toMatchObject({ family: 'distroless', variant, tags: [] })
  })

  it('tags distroless nonroot and debug beside the variant', () => {
    const files = { ...statusD('tzdata'), '/busybox/busybox': PROGRAM }
    expect(baseOf(files, { config: { user: '65532' } })).toMatchObject({
      variant: 'static',
      tags: ['debug', 'nonroot'],
    })
    expect(baseOf(statusD('tzdata'), { config: { user: 'nonroot:nonroot' } }).tags).toEqual(['nonroot'])
  })

  it('tells slim Debian from Debian', () => {
    const debian = { '/etc/os-release': 'ID=debian\nVERSION_ID=12\n', '/var/lib/dpkg/status': '' }
    expect(baseOf(debian)).toEqual({
      family: 'debian',
      variant: null,
      tags: [],
      evidence: ['os-release says ID=debian, VERSION_ID=12'],
    })
    expect(baseOf({ ...debian, '/etc/dpkg/dpkg.cfg.d/docker': '' })).toMatchObject({
      family: 'debian',
      variant: 'slim',
    })
  })

  it('knows chiseled images by their manifest, and older ones by what they lack', () => {
    const os = { '/etc/os-release': 'ID=ubuntu\nVERSION_ID=24.04\n' }
    const wall = '{"jsonwall":"1.0","schema":"1.0","count":2}\n{"kind":"package","name":"libc6","version":"2.39"}\n'
    expect(baseOf({ ...os, '/var/lib/chisel/manifest.wall': zstdCompressSync(wall) })).toMatchObject({
      family: 'chiseled',
      evidence: ["/var/lib/chisel/manifest.wall is chisel's package database"],
    })
    expect(baseOf(os).family).toBe('chiseled')
    expect(baseOf({ ...os, '/var/lib/dpkg/status': '', '/usr/bin/sh': PROGRAM }).family).toBe('ubuntu')
  })

  it('knows Alpine and Wolfi, also without os-release, and what apko made', () => {
    expect(baseOf({ '/etc/os-release': 'ID=alpine\n' }).family).toBe('alpine')
    expect(baseOf({ '/lib/apk/db/installed': 'P:alpine-baselayout\nV:3.6.5-r0\n\n' })).toMatchObject({
      family: 'alpine',
      evidence: ['/lib/apk/db/installed lists alpine-baselayout'],
    })
    expect(baseOf({ '/etc/os-release': 'ID=wolfi\n', '/etc/apko.json': '{}' })).toMatchObject({
      family: 'wolfi',
      tags: ['apko'],
    })
  })

  it.each([
    ['ubi', null, { 'com.redhat.component': 'ubi9-container' }, {}],
    ['ubi', 'init', { 'com.redhat.component': 'ubi9-init-container' }, {}],
    ['ubi', 'micro', { 'com.redhat.component': 'ubi8-micro-container' }, {}],
    ['ubi', 'minimal', {}, { '/etc/yum.repos.d/ubi.repo': '', '/usr/bin/microdnf': PROGRAM }],
    ['ubi', null, {}, { '/etc/yum.repos.d/ubi.repo': '', '/usr/bin/dnf': PROGRAM }],
    ['ubi', 'micro', {}, {}],
    ['rhel', null, {}, { '/usr/bin/rpm': PROGRAM }],
  ])('tells %s %s by labels, repositories and programs', (family, variant, labels: Record<string, string>, files) => {
    expect(baseOf({ '/etc/os-release': 'ID="rhel"\n', ...files }, { config: { labels } })).toMatchObject({
      family,
      variant,
    })
  })

  it.each([
    ['fedora', 'fedora', null],
    ['arch', 'arch', null],
    ['rocky', 'rocky', null],
    ['amzn', 'amazonlinux', null],
    ['opensuse-leap', 'opensuse', 'leap'],
  ])('takes any other distribution by its os-release: %s', (id, family, variant) => {
    expect(baseOf({ '/etc/os-release': `ID="${id}"\n` })).toMatchObject({ family, variant })
  })

  it.each(['docker-slim', 'slimtoolkit', 'mintoolkit'])('knows the output of %s by its labels', (prefix) => {
    const labels = { [`${prefix}.version`]: 'linux|1.40', [`${prefix}.source.image`]: 'nginx:1.25' }
    expect(baseOf({ '/etc/os-release': 'ID=debian\n' }, { config: { labels } })).toEqual({
      family: 'docker-slim',
      variant: 'debian',
      tags: [],
      evidence: [`label ${prefix}.version says linux|1.40`, `label ${prefix}.source.image says nginx:1.25`],
    })
  })

  describe('with a base that annotations or labels state', () => {
    const name = 'org.opencontainers.image.base.name'
    const digest = 'org.opencontainers.image.base.digest'

    it('puts them first in the evidence, annotations before labels', () => {
      const given = {
        annotations: { [name]: 'localhost/base:latest' },
        config: { labels: { [name]: 'inherited', [digest]: 'sha256:0123' } },
      }
      expect(baseOf({ '/etc/os-release': 'ID=alpine\n' }, given)).toMatchObject({
        family: 'alpine',
        evidence: [
          `annotation ${name} says localhost/base:latest`,
          `label ${digest} says sha256:0123`,
          'os-release says ID=alpine',
        ],
      })
    })

    it.each([
      ['gcr.io/distroless/static-debian12:nonroot', 'distroless', 'static'],
      ['docker.io/library/debian:bookworm-slim@sha256:0123', 'debian', 'slim'],
      ['cgr.dev/chainguard/static:latest', 'chainguard', null],
      ['cgr.dev/chainguard/wolfi-base', 'wolfi', null],
      ['registry.access.redhat.com/ubi9/ubi-micro:9.4', 'ubi', 'micro'],
      ['registry.access.redhat.com/ubi9', 'ubi', null],
      ['alpine:3.20', 'alpine', null],
      ['example.com/team/alpine:3.20', 'scratch', null],
      ['x'.repeat(10_000), 'scratch', null],
    ])('believes %s where no file says otherwise', (reference, family, variant) => {
      expect(baseOf({ '/app': PROGRAM }, { annotations: { [name]: reference } })).toMatchObject({ family, variant })
    })

    it('believes the files where they say otherwise', () => {
      const given = { annotations: { [name]: 'docker.io/library/debian:bookworm-slim' } }
      expect(baseOf({ '/etc/os-release': 'ID=alpine\n' }, given)).toMatchObject({ family: 'alpine', variant: null })
    })
  })

  it('knows a Debian that was slimmed from distroless, by label', () => {
    const files = { ...statusD('libc6'), '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian"\n' }
    const labels = { 'imgpeek.slim.mode': 'packages', 'imgpeek.slim.version': '1.0.0' }
    expect(baseOf(files, { config: { labels } })).toEqual({
      family: 'debian',
      variant: null,
      tags: [],
      evidence: ['os-release says ID=debian, VERSION_ID=12', 'label imgpeek.slim.mode says packages'],
    })
    expect(baseOf(files)).toMatchObject({ family: 'distroless' })
    const slimmed = baseOf(statusD('libc6'), { config: { labels } })
    expect(slimmed).toMatchObject({ family: 'distroless', variant: 'base' })
    expect(slimmed.evidence).toContain('label imgpeek.slim.mode says packages')
  })
})
