import { PackageURL } from 'packageurl-js'
import { describe, expect, it } from 'vitest'
import type { ImageInventory } from '../../src/index.ts'
import { EMPTY_EXECUTION_CONFIG } from '../../src/oci/config.ts'
import { subjectOf } from '../../src/sbom/subject.ts'

const DIGEST = `sha256:${'a'.repeat(64)}` as const

function imageOf(source: ImageInventory['source'], reference: string, digest: typeof DIGEST | null = DIGEST) {
  return {
    source,
    reference,
    descriptor: digest === null ? null : { mediaType: 'x', digest, size: 1 },
    imageId: `sha256:${'b'.repeat(64)}`,
    config: {
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: null,
      config: EMPTY_EXECUTION_CONFIG,
      diffIds: [],
      history: [],
    },
    layers: [],
  } as const
}

describe('the subject of an SBOM', () => {
  it('is called as its registry calls it, with a package URL for its digest', () => {
    const { name, version, purl } = subjectOf(
      imageOf('registry', 'localhost:5000/acme/App:1.0'.toLowerCase()),
      undefined,
    )
    expect([name, version]).toEqual(['localhost:5000/acme/app', '1.0'])
    const { type, name: purlName, version: purlVersion, qualifiers } = PackageURL.fromString(purl ?? '')
    expect([type, purlName, purlVersion]).toEqual(['oci', 'app', DIGEST])
    expect({ ...qualifiers }).toEqual({ arch: 'arm64', repository_url: 'localhost:5000/acme/app', tag: '1.0' })
  })

  it('is called in full, also where the reference is short', () => {
    expect(subjectOf(imageOf('registry', 'alpine:3.20'), undefined)).toMatchObject({
      name: 'docker.io/library/alpine',
      version: '3.20',
    })
  })

  it.each([
    ['oci', 'oci:/somewhere/alpine-3.20', 'alpine-3.20', DIGEST],
    ['oci', 'oci:/somewhere/images:1.0', 'images', '1.0'],
    ['docker-archive', 'docker-archive:/somewhere/app.tar:acme/app:2', 'app', '2'],
    ['rootfs', 'rootfs:/', 'image', DIGEST],
  ] as const)('of source %s, %s, is %s, version %s: where it lies is not told', (source, reference, name, version) => {
    expect(subjectOf(imageOf(source, reference), undefined)).toMatchObject({ name, version })
  })

  it('is called what the user says', () => {
    expect(subjectOf(imageOf('oci', 'oci:/x'), 'acme/app:1.0')).toMatchObject({
      name: 'docker.io/acme/app',
      version: '1.0',
      purl: `pkg:oci/app@${DIGEST}?arch=arm64&repository_url=docker.io%2Facme%2Fapp&tag=1.0`,
    })
    expect(() => subjectOf(imageOf('oci', 'oci:/x'), 'Not A Name')).toThrow(/is not an image name/)
  })

  it('has no package URL without a digest, and its image id for a version', () => {
    expect(subjectOf(imageOf('docker-archive', 'docker-archive:/x.tar', null), undefined)).toMatchObject({
      name: 'x.tar',
      version: `sha256:${'b'.repeat(64)}`,
      digest: null,
      purl: null,
    })
  })
})
