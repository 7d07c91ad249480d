import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imagesDocument } from '../../src/images/images-document.ts'
import type { ImageStore, StoredImage } from '../../src/images/stored-image.ts'
import type { Digest } from '../../src/oci/digest.ts'
import { schemaErrors } from '../support/published-schema.ts'

const AS_LISTED = { names: [], sort: 'created', reverse: false, limit: 0 } as const

function digestOf(id: number): Digest {
  return `sha256:${id.toString(16).padStart(64, '0')}` as Digest
}

/** An image whose layers are called by letters, and take as many bytes as `SIZES` says. */
function image(id: number, layers: string, others: Partial<StoredImage> = {}): StoredImage {
  return {
    names: [`app:${id}`],
    digest: digestOf(id),
    imageId: digestOf(1000 + id),
    platform: { os: 'linux', architecture: 'amd64' },
    created: `2026-01-${String(id).padStart(2, '0')}T00:00:00Z`,
    layers: [...layers].map((key) => ({ key, bytes: SIZES[key]! })),
    containers: null,
    problem: null,
    ...others,
  }
}

const SIZES: Readonly<Record<string, number>> = { a: 1, b: 10, c: 100, d: 1000 }

function store(...images: StoredImage[]): ImageStore {
  return { source: 'registry', reference: 'registry.example/app', measure: 'compressedBytes', images, unread: 0 }
}

test('an image takes what its layers do, and frees those that no other has', () => {
  const document = imagesDocument(store(image(1, 'ab'), image(2, 'acd')), AS_LISTED)
  expect(document.images).toMatchObject([
    { names: ['app:2'], layers: 3, bytes: 1101, sharedBytes: 1, ownBytes: 1100 },
    { names: ['app:1'], layers: 2, bytes: 11, sharedBytes: 1, ownBytes: 10 },
  ])
  expect(document.total).toEqual({ images: 2, bytes: 1111, separateBytes: 1112, couldGo: null })
})

test('a layer that an image has twice is stored once', () => {
  expect(imagesDocument(store(image(1, 'aba')), AS_LISTED).images).toMatchObject([{ layers: 3, bytes: 11 }])
})

test('two names of one image are one image', () => {
  const document = imagesDocument(store(image(1, 'ab'), image(1, 'ab', { names: ['app:latest'] })), AS_LISTED)
  expect(document.images).toMatchObject([{ names: ['app:1', 'app:latest'], ownBytes: 11 }])
})

test('images that no container was made of could go, and what they share goes with the last of them', () => {
  const document = imagesDocument(
    store(
      image(1, 'ab', { containers: ['web'] }),
      image(2, 'acd', { containers: [] }),
      image(3, 'acd', { containers: [], names: [] }),
    ),
    AS_LISTED,
  )
  expect(document.images.map(({ couldGo, ownBytes }) => [couldGo, ownBytes])).toEqual([
    ['untagged', 0],
    ['unused', 0],
    [null, 10],
  ])
  expect(document.total.couldGo).toEqual({ untagged: { images: 1, bytes: 0 }, all: { images: 2, bytes: 1100 } })
})

test('an image that cannot be read is listed with the reason, and counts for nothing', () => {
  const broken = image(1, '', { digest: null, imageId: null, layers: null, problem: 'It is broken.' })
  const document = imagesDocument(store(broken, image(2, 'a')), AS_LISTED)
  expect(document.images[1]).toMatchObject({ bytes: null, ownBytes: null, problem: 'It is broken.' })
  expect(document.total).toMatchObject({ images: 2, bytes: 1 })
  expect(schemaErrors('images', document)).toEqual([])
})

test('images can be chosen by name or tag, and what they share with others counts', () => {
  const others = image(2, 'ab', { names: ['docker.io/library/base:3'] })
  for (const names of [['app:*'], ['1']]) {
    const document = imagesDocument(store(image(1, 'abc'), others), { ...AS_LISTED, names })
    expect(document.images).toMatchObject([{ names: ['app:1'], ownBytes: 100, sharedBytes: 11 }])
    expect(document.total).toMatchObject({ images: 1, bytes: 111 })
  }
  expect(imagesDocument(store(others), { ...AS_LISTED, names: ['base:*'] }).images).toHaveLength(1)
})

test('images can be ordered by what removing them frees, and cut', () => {
  const images = [image(1, 'ab'), image(2, 'ac'), image(3, 'a')]
  const document = imagesDocument(store(...images), { names: [], sort: 'own', reverse: false, limit: 2 })
  expect(document.images.map(({ names }) => names[0])).toEqual(['app:2', 'app:1'])
  expect(document).toMatchObject({ more: 1, total: { images: 3 } })
})

test('what images take together is what is left when any of them go, and what goes with these', () => {
  const letters = fc.subarray([...'abcd']).map((keys) => keys.join(''))
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, fc.boolean()), { maxLength: 8 }), (chosen) => {
      const images = chosen.map(([layers, used], id) => image(id + 1, layers, { containers: used ? ['some'] : [] }))
      const staying = images.filter(({ containers }) => containers?.length === 1)
      const { total } = imagesDocument(store(...images), AS_LISTED)
      const left = imagesDocument(store(...staying), AS_LISTED).total.bytes
      expect(total.bytes).toBe(left + (total.couldGo?.all.bytes ?? 0))
    }),
  )
})
