import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import type { Descriptor } from '../../src/oci/descriptor.ts'
import { formatPlatform, hostPlatform, type Platform, parsePlatform, platformMatches } from '../../src/oci/platform.ts'
import { selectPlatform } from '../../src/oci/select-platform.ts'

let serial = 0

function descriptor(platform?: string, fields: Partial<Descriptor> = {}): Descriptor {
  const [os = '', architecture = '', variant] = platform?.split('/') ?? []
  return {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${String(serial++).padStart(64, '0')}`,
    size: 1,
    ...(platform !== undefined && { platform: { os, architecture, ...(variant && { variant }) } }),
    ...fields,
  }
}

function select(manifests: readonly Descriptor[], wanted: string): Descriptor {
  return selectPlatform(manifests, parsePlatform(wanted), 'docker.io/library/app:1')
}

describe('parsePlatform', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['macos/arm64', 'darwin/arm64'],
    ['windows/amd64', 'windows/amd64'],
  ])('%s is %s', (written, canonical) => {
    expect(formatPlatform(parsePlatform(written))).toBe(canonical)
  })

  test.each(['', 'linux', 'linux/', '/amd64', 'linux/amd64/v8/x', 'linux amd64', 'linux/amd 64'])(
    'refuses %j',
    (text) => {
      expect(() => parsePlatform(text)).toThrow(UsageError)
    },
  )

  test('what it reads it reads again', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
    fc.assert(
      fc.property(part, part, fc.option(part, { nil: undefined }), (os, architecture, variant) => {
        const platform = parsePlatform([os, architecture, ...(variant ? [variant] : [])].join('/'))
        expect(parsePlatform(formatPlatform(platform))).toEqual(platform)
      }),
    )
  })
})

describe('hostPlatform', () => {
  test.each([
    ['x64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
    ['arm', 'linux/arm/v7'],
    ['ia32', 'linux/386'],
    ['ppc64', 'linux/ppc64le'],
    ['s390x', 'linux/s390x'],
    ['riscv64', 'linux/riscv64'],
  ])('of a Node.js for %s is %s', (node, platform) => {
    expect(formatPlatform(hostPlatform(node))).toBe(platform)
  })
})

describe('platformMatches', () => {
  test.each([
    ['linux/arm64/v8', 'linux/arm64', true],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm/v6', 'linux/arm/v7', true],
    ['linux/arm/v7', 'linux/arm/v6', false],
    ['linux/amd64', 'linux/amd64/v3', true],
    ['linux/amd64/v3', 'linux/amd64', false],
    ['linux/386', 'linux/amd64', false],
    ['linux/arm/v7', 'linux/arm64', false],
    ['windows/amd64', 'linux/amd64', false],
    ['linux/mips64le/softfloat', 'linux/mips64le', false],
  ])('an image for %s on %s: %s', (offered, wanted, expected) => {
    const [os, architecture, variant] = offered.split('/') as [string, string, string?]
    const platform: Platform = { os, architecture, ...(variant && { variant }) }
    expect(platformMatches(platform, parsePlatform(wanted))).toBe(expected)
  })
})

describe('selectPlatform', () => {
  test('prefers the exact variant, then the next older one', () => {
    const v5 = descriptor('linux/arm/v5')
    const v6 = descriptor('linux/arm/v6')
    const v7 = descriptor('linux/arm/v7')
    expect(select([v5, v6, v7], 'linux/arm/v7')).toBe(v7)
    expect(select([v5, v6], 'linux/arm/v7')).toBe(v6)
    expect(select([v7, v5], 'linux/arm/v6')).toBe(v5)
  })

  test('takes the first of equals', () => {
    const first = descriptor('windows/amd64')
    expect(select([first, descriptor('windows/amd64')], 'windows/amd64')).toBe(first)
  })

  test('never takes an attestation', () => {
    const image = descriptor('linux/amd64')
    const unknown = descriptor('unknown/unknown')
    const annotated = descriptor('linux/arm64', {
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    })
    expect(select([unknown, annotated, image], 'linux/amd64')).toBe(image)
    expect(() => select([unknown, annotated, image], 'linux/arm64')).toThrow(/linux\/amd64\.$/)
    expect(() => select([unknown], 'linux/amd64')).toThrow('docker.io/library/app:1 lists no image.')
  })

  test('takes a lone image that names no platform', () => {
    const image = descriptor()
    expect(select([image, descriptor('unknown/unknown')], 'linux/s390x')).toBe(image)
  })

  test('lists the platforms there are', () => {
    const manifests = [descriptor('linux/arm64/v8'), descriptor('linux/amd64'), descriptor('linux/amd64')]
    expect(() => select(manifests, 'linux/s390x')).toThrow(
      expect.objectContaining({
        name: 'MissingPlatformError',
        exitCode: 3,
        message:
          'docker.io/library/app:1 has no image for linux/s390x; choose another with --platform: linux/amd64, linux/arm64.',
        offered: manifests.map(({ platform }) => platform),
      }),
    )
  })
})
