import { describe, expect, test } from 'vitest'
import { documentTypeOf, sbomFormatOfName } from '../../src/oci/document-type.ts'

describe('a type', () => {
  test.each([
    // BuildKit, cosign attest
    ['https://spdx.dev/Document', 'sbom', 'spdx-json'],
    ['https://spdx.dev/Document/v2.3', 'sbom', 'spdx-json'],
    ['https://cyclonedx.org/bom', 'sbom', 'cyclonedx-json'],
    ['https://cyclonedx.org/bom/v1.5', 'sbom', 'cyclonedx-json'],
    ['https://syft.dev/bom', 'sbom', 'syft-json'],
    ['https://slsa.dev/provenance/v0.2', 'provenance', null],
    ['https://slsa.dev/provenance/v1', 'provenance', null],
    ['https://sigstore.dev/cosign/sign/v1', 'signature', null],
    // cosign attach sbom
    ['text/spdx', 'sbom', 'spdx-tag'],
    ['text/spdx+json', 'sbom', 'spdx-json'],
    ['application/vnd.cyclonedx', 'sbom', 'cyclonedx'],
    ['application/vnd.cyclonedx+xml', 'sbom', 'cyclonedx-xml'],
    ['application/vnd.syft+json', 'sbom', 'syft-json'],
    // oras attach
    ['application/spdx+json', 'sbom', 'spdx-json'],
    ['application/vnd.cyclonedx+json; version=1.6', 'sbom', 'cyclonedx-json'],
    ['sbom/example', 'sbom', null],
    // cosign sign, notation sign
    ['application/vnd.dev.cosign.simplesigning.v1+json', 'signature', null],
    ['application/vnd.cncf.notary.signature', 'signature', null],
  ])('%s is recognised', (type, kind, format) => {
    expect(documentTypeOf(type)).toEqual({ kind, format })
  })

  test.each([
    'application/vnd.in-toto+json',
    'application/vnd.dsse.envelope.v1+json',
    'https://openvex.dev/ns/v0.2.0',
    'https://cosign.sigstore.dev/attestation/vuln/v1',
    'https://slsa.dev/verification_summary/v1',
    'application/json',
    '',
  ])('%j says nothing', (type) => {
    expect(documentTypeOf(type)).toBeUndefined()
  })
})

test.each([
  ['app.spdx.json', 'spdx-json'],
  ['sbom.spdx.json', 'spdx-json'],
  ['spdx.json', 'spdx-json'],
  ['.spdx-redis.spdx', 'spdx-json'],
  ['app.spdx', 'spdx-tag'],
  ['bom.json', 'cyclonedx-json'],
  ['sbom.cdx.json', 'cyclonedx-json'],
  ['app.cdx.xml', 'cyclonedx-xml'],
  ['sbom.syft.json', 'syft-json'],
  ['package.json', undefined],
])('a file named %s is in the format %s', (name, format) => {
  expect(sbomFormatOfName(name)).toBe(format)
})
