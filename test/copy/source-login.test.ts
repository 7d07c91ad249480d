import { expect, it } from 'vitest'
import { sourceLogin } from '../../src/copy/source-login.ts'

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
