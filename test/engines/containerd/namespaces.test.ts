import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitNamespace, usualNamespace } from '../../../src/engines/containerd/namespaces.ts'
import { UsageError } from '../../../src/errors.ts'

const EXISTING = ['k8s.io', 'moby']

describe('what stands before the first slash', () => {
  test.each<[text: string, namespace: string, name: string]>([
    ['k8s.io/alpine:3.20', 'k8s.io', 'alpine:3.20'],
    ['moby/docker.io/library/alpine:3.20', 'moby', 'docker.io/library/alpine:3.20'],
    ['moby/moby/buildkit:latest', 'moby', 'moby/buildkit:latest'],
    // those that are meant without a name are there as soon as something is written
    ['default/alpine', 'default', 'alpine'],
    ['team/alpine', 'team', 'alpine'],
  ])('is a namespace where there is one: %s', (text, namespace, name) => {
    expect(splitNamespace(text, EXISTING, 'team')).toEqual({ namespace, isNamed: true, name })
  })

  test.each(['alpine:3.20', 'docker.io/library/alpine:3.20', 'library/alpine', 'moby', 'moby/', '/alpine', ''])(
    'is else a part of the name: %s',
    (name) => {
      expect(splitNamespace(name, EXISTING, 'team')).toEqual({ namespace: 'team', isNamed: false, name })
    },
  )

  test('is never lost', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, existing) => {
        const { namespace, isNamed, name } = splitNamespace(text, existing, 'default')
        expect(isNamed ? `${namespace}/${name}` : name).toBe(text)
        if (isNamed) expect([...existing, 'default']).toContain(namespace)
      }),
    )
  })
})

describe('the usual namespace', () => {
  test.each([
    [{}, 'default'],
    [{ CONTAINERD_NAMESPACE: '' }, 'default'],
    [{ CONTAINERD_NAMESPACE: 'k8s.io' }, 'k8s.io'],
  ])('of %o is %s', (env, namespace) => {
    expect(usualNamespace(env)).toBe(namespace)
  })

  test.each(['a b', 'a/b', '-a', 'a..b', 'a\r\nb', 'ä', 'a'.repeat(77)])('cannot be %o', (CONTAINERD_NAMESPACE) => {
    expect(() => usualNamespace({ CONTAINERD_NAMESPACE })).toThrow(UsageError)
  })
})
