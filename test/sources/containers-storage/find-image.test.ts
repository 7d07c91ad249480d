import { describe, expect, test } from 'vitest'
import { findImage } from '../../../src/sources/containers-storage/find-image.ts'
import { StorageDirectory, type StoredImage } from '../../../src/sources/containers-storage/storage-directory.ts'

const directory = new StorageDirectory('/store', 'overlay')
const DIGEST = `sha256:${'d'.repeat(64)}` as const

function image(id: string, ...names: string[]): StoredImage {
  const full = id.padEnd(64, '0')
  return { id: full, digests: [], names, layer: null, documents: [`sha256:${full}`], directory }
}

function found(name: string, ...images: StoredImage[]): string {
  return findImage(images, name, 'the storage /store').image.id.replace(/0+$/, '')
}

describe('a name', () => {
  const local = image('a1', 'localhost/app:latest')
  const hub = image('b1', 'docker.io/library/app:latest', 'docker.io/me/app:2')
  const quay = image('c1', 'quay.io/team/tool:1')

  test('without a host is looked for in localhost first, and at Docker then', () => {
    expect(found('app', local, hub)).toBe('a1')
    expect(found('app', hub)).toBe('b1')
    expect(found('me/app:2', hub)).toBe('b1')
  })

  test('without a host finds an image of any host, where only one fits', () => {
    expect(found('tool:1', quay)).toBe('c1')
    expect(found('team/tool:1', quay)).toBe('c1')
    const twin = image('c2', 'registry.example/tool:1')
    expect(() => found('tool:1', quay, twin)).toThrow(
      '"tool:1" could be any of 2 images; name one of them: quay.io/team/tool:1, registry.example/tool:1.',
    )
  })

  test('is that of whole parts of a path, and of one tag', () => {
    for (const name of ['ool:1', 'tool', 'tool:2']) expect(() => found(name, quay)).toThrow(/There is no image/)
  })

  test('with a host is that image or none', () => {
    expect(found('docker.io/library/app', local, hub)).toBe('b1')
    expect(found('docker.io/app', local, hub)).toBe('b1')
    expect(() => found('registry.example/tool:1', quay)).toThrow(/There is no image/)
  })

  test('may come with a digest, which then decides, whatever the tag', () => {
    const pulled = { ...image('e1', 'quay.io/team/tool:1'), digests: [DIGEST] }
    expect(found(`quay.io/team/tool@${DIGEST}`, quay, pulled)).toBe('e1')
    expect(found(`quay.io/team/tool:9@${DIGEST}`, quay, pulled)).toBe('e1')
    expect(() => found(`quay.io/team/other@${DIGEST}`, pulled)).toThrow(/There is no image/)
  })
})

describe('an id', () => {
  const one = image('abc1')
  const two = image('abc2', 'localhost/named:latest')

  test('is one in full, with sha256: in front or not, or the beginning of one', () => {
    for (const name of [one.id, `sha256:${one.id}`, 'abc1', 'sha256:abc1']) expect(found(name, one, two)).toBe('abc1')
  })

  test('that two begin with is an error that shows both', () => {
    expect(() => found('abc', one, two)).toThrow(
      '"abc" could be any of 2 images; name one of them: abc100000000, abc200000000.',
    )
  })

  test('may be the digest of a manifest', () => {
    expect(found(DIGEST, one, { ...two, digests: [DIGEST] })).toBe('abc2')
  })

  test('comes after names', () => {
    expect(found('abc', one, image('ff', 'localhost/abc:latest'))).toBe('ff')
  })
})

test('what no image can be called is not there', () => {
  for (const name of ['', 'Upper', '@', '../../etc', `sha512:${'0'.repeat(128)}`]) {
    expect(() => found(name, image('a1', 'localhost/app:latest'))).toThrow(/There is no image/)
  }
})
