import { expect, it } from 'vitest'
import { loginFor, sourceLogin } from '../../src/copy/source-login.ts'

const login = { username: 'someone', password: 'secret' }
const nobody = { username: undefined, password: undefined }

it.each([
  ['registry.example/app:1', 'oci:layout', login],
  ['registry.example/app:1', 'registry.example/other:2', login],
  ['docker://registry.example/app:1', 'registry:registry.example/other:2', login],
  ['alpine', 'docker.io/someone/alpine', login],
  ['registry.example/app:1', 'other.example/app:1', nobody],
  ['alpine', 'registry.example/alpine', nobody],
  ['oci:layout', 'registry.example/app:1', nobody],
])('of a copy from %s to %s', (source, destination, expected) => {
  expect(sourceLogin(source, destination, login)).toEqual(expected)
})

it.each([
  ['registry.example/base', ['oci:there', 'oci:here'], login],
  ['registry.example/base', ['oci:there', 'registry.example/here'], login],
  ['registry.example/base', ['oci:there', 'other.example/here'], nobody],
  ['registry.example/base', ['other.example/there', 'registry.example/here'], nobody],
  ['registry.example/base', ['registry.example/there', 'other.example/here'], login],
  ['oci:base', ['registry.example/there'], nobody],
])('for %s, where it is for the first registry of %j', (reference, owners, expected) => {
  expect(loginFor(reference, owners, login)).toEqual(expected)
})
