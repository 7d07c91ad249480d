import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shortLabels } from '../../src/image-list/short-labels.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

it.each([
  [
    ['alpine:3.20', 'debian:12-slim'],
    ['alpine:3.20', 'debian:12-slim'],
  ],
  [
    ['gcr.io/distroless/static:nonroot', 'oci:images/webapp'],
    ['static:nonroot', 'webapp'],
  ],
  [
    ['docker://a.example/app', 'oci-archive:out/app.tar:1.0'],
    ['app', 'app.tar:1.0'],
  ],
  [
    ['oci:old/app', 'oci:new/app', 'alpine'],
    ['old/app', 'new/app', 'alpine'],
  ],
  [
    ['oci:a/x', 'oci-archive:a/x'],
    ['oci:a/x', 'oci-archive:a/x'],
  ],
  [
    ['app:1', 'registry/app:1'],
    ['app:1', 'registry/app:1'],
  ],
  [
    [`app@${DIGEST}`, 'app:1'],
    ['app@0123456789ab', 'app:1'],
  ],
  [
    ['oci:images/webapp/', 'oci:.', '../..'],
    ['webapp/', 'oci:.', '../..'],
  ],
])('%j are called %j', (references, labels) => {
  expect(shortLabels(references)).toEqual(labels)
})

it('tells all references apart', () => {
  const reference = fc
    .array(fc.constantFrom('a', 'b', 'oci', '.', '', `x@${DIGEST}`), { minLength: 1, maxLength: 4 })
    .map((components) => components.join('/'))
    .chain((path) => fc.constantFrom(`oci:./${path}`, `rootfs:${path}x`, `x${path}`))
  fc.assert(
    fc.property(fc.uniqueArray(reference, { minLength: 2, maxLength: 8 }), (references) => {
      expect(new Set(shortLabels(references)).size).toBe(references.length)
    }),
  )
})
