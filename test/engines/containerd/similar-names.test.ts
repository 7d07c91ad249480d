import { expect, test } from 'vitest'
import { similarNames } from '../../../src/engines/containerd/similar-names.ts'

const NAMES = [
  'docker.io/library/alpine:3.19',
  'docker.io/library/alpine:3.20',
  'docker.io/library/busybox:latest',
  'registry.example/team/alpine:edge',
  'registry.example/team/app@sha256:0000',
]

test.each<[text: string, similar: readonly string[]]>([
  ['alpine:3.21', [NAMES[0]!, NAMES[1]!, NAMES[3]!]],
  ['docker.io/library/alpin', [NAMES[0]!, NAMES[1]!, NAMES[3]!]],
  ['busybox@sha256:1111', [NAMES[2]!]],
  ['apb', [NAMES[4]!]],
  ['nginx', []],
  ['', []],
])('%s is like %o', (text, similar) => {
  expect(similarNames(text, NAMES)).toEqual(similar)
})

test('names of any length are compared in no time', () => {
  expect(similarNames('a'.repeat(1_000_000), ['a'.repeat(1_000_001)])).toEqual([])
})
