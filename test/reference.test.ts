import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.ts'
import { formatRegistryReference, parseReference, parseRegistryReference } from '../src/reference.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('parseRegistryReference', () => {
  test.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.20', 'docker.io/library/alpine:3.20'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['docker.io/library/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/bitnami/redis:7', 'docker.io/bitnami/redis:7'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
    [`localhost:5000/a/b@${DIGEST}`, `localhost:5000/a/b@${DIGEST}`],
    [`alpine:3.20@${DIGEST}`, `docker.io/library/alpine:3.20@${DIGEST}`],
    ['ghcr.io/a/b/c/d:V1.0_x-y', 'ghcr.io/a/b/c/d:V1.0_x-y'],
    ['registry:5000/app', 'registry:5000/app:latest'],
    ['MyHost/app', 'MyHost/app:latest'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['192.168.0.1/app', '192.168.0.1/app:latest'],
    ['app:5000', 'docker.io/library/app:5000'],
    ['a__b/c---d.e_f', 'docker.io/a__b/c---d.e_f:latest'],
  ])('%s is %s', (written, canonical) => {
    expect(formatRegistryReference(parseRegistryReference(written))).toBe(canonical)
  })

  test('takes a reference apart', () => {
    expect(parseRegistryReference(`example.com:443/team/app:1@${DIGEST}`)).toEqual({
      registry: 'example.com:443',
      repository: 'team/app',
      tag: '1',
      digest: DIGEST,
    })
    expect(parseRegistryReference(`app@${DIGEST}`).tag).toBeNull()
  })

  test.each([
    ['', 'library/'],
    ['Alpine', 'must be lowercase'],
    ['docker.io/Library/alpine', 'must be lowercase'],
    ['alpine:', 'is not a tag'],
    [`alpine:${'x'.repeat(129)}`, 'is not a tag'],
    ['alpine:a:b', 'is not a tag'],
    ['alpine@sha256:abc', 'is not a sha256 or sha512 digest'],
    [`alpine@${DIGEST.toUpperCase()}`, 'is not a sha256 or sha512 digest'],
    ['a..b', 'is not a repository'],
    ['a___b', 'is not a repository'],
    ['-a', 'is not a repository'],
    ['a//b', 'is not a repository'],
    ['example.com/', 'no repository'],
    ['exa_mple.com/app', "is not a registry's host"],
    ['localhost:port/app', "is not a registry's host"],
    [`${'a/'.repeat(128)}b`, 'longer than 255'],
    ['a b', 'is not a repository'],
    ['0'.repeat(64), 'image id'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseRegistryReference(text)).toThrow(UsageError)
    expect(() => parseRegistryReference(text)).toThrow(reason)
  })

  test('the canonical spelling reads back as the same', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?$/)
    const registry = fc.oneof(
      fc.constant('docker.io/'),
      fc.constant(''),
      fc
        .tuple(label, label, fc.option(fc.nat(65535)))
        .map(([a, b, port]) => `${a}.${b}${port === null ? '' : `:${port}`}/`),
    )
    const part = fc.stringMatching(/^[a-z0-9]+((\.|_|__|-{1,3})[a-z0-9]+){0,2}$/)
    const repository = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const tag = fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/)).map((text) => (text === null ? '' : `:${text}`))
    const digest = fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)).map((hex) => (hex === null ? '' : `@sha256:${hex}`))
    fc.assert(
      fc.property(registry, repository, tag, digest, (...parts) => {
        // a first part with a dot in it is a host, which may not hold an underscore
        fc.pre(parts[0] !== '' || !/^[^/]*\.[^/]*\//.test(parts[1]))
        fc.pre(parts[1].length < 200 && !/^[0-9a-f]{64}$/.test(parts.join('')))
        const reference = parseRegistryReference(parts.join(''))
        expect(parseRegistryReference(formatRegistryReference(reference))).toEqual(reference)
      }),
    )
  })

  test('any text is a reference or a UsageError', () => {
    const characters = fc.constantFrom(...'aA0._-/:@[]% \0é', 'sha256:', '//', 'docker.io')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: characters, maxLength: 30 })), (text) => {
        try {
          const { registry, repository, tag } = parseRegistryReference(text)
          expect(`${registry}/${repository}:${tag}`).not.toMatch(/\s|\.\.|\/\//)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('parseReference', () => {
  test.each([
    ['docker://alpine:3.20', 'registry', 'alpine:3.20'],
    ['registry:localhost:5000/app', 'registry', 'localhost:5000/app'],
    ['oci:/images/alpine:3.20', 'oci', '/images/alpine:3.20'],
    ['oci:C:\\images\\alpine:3.20', 'oci', 'C:\\images\\alpine:3.20'],
    ['oci-archive:a.tar', 'oci-archive', 'a.tar'],
    ['docker-archive:a.tar:app:1', 'docker-archive', 'a.tar:app:1'],
    ['docker-daemon:alpine', 'docker-daemon', 'alpine'],
    ['podman:alpine', 'podman', 'alpine'],
    ['containerd:k8s.io/alpine', 'containerd', 'k8s.io/alpine'],
    ['rootfs:.', 'rootfs', '.'],
    ['alpine', null, 'alpine'],
    ['localhost:5000/app', null, 'localhost:5000/app'],
    ['docker:dind', null, 'docker:dind'],
    ['C:\\images', null, 'C:\\images'],
    ['./a.tar', null, './a.tar'],
  ])('%s', (text, scheme, name) => {
    expect(parseReference(text)).toEqual({ scheme, name })
  })

  test.each(['', 'oci:', 'docker://', 'https://docker.io/alpine', 'ftp://x'])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrow(UsageError)
  })

  test.each(['registry:2', 'registry:5000/app', 'registry:latest'])('%s may mean the image or the scheme', (text) => {
    expect(() => parseReference(text)).toThrow(`docker://${text}`)
  })
})
