import { beforeAll, expect, test } from 'vitest'
import { emptyBase } from '../../src/fit/empty-base.ts'
import { type FitDocument, fitApp, fitDocument, type ImageInventory, tryBase } from '../../src/index.ts'
import { fixtureImage } from '../support/image-of.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { COMMITTED_IMAGES } from './support/committed-images.ts'

let images: ImageInventory[]

beforeAll(async () => {
  images = await Promise.all(COMMITTED_IMAGES.map(fixtureImage))
})

function documentOf(app: ImageInventory): FitDocument {
  const plan = { chiselRelease: null }
  const tried = fitApp(app)
  const scratch = emptyBase(app.config.platform)
  return fitDocument(
    tried,
    [...images, scratch].map((base) => tryBase(tried, base, { label: base.reference, plan })),
  )
}

test.each(COMMITTED_IMAGES)('what is said of %s on bases is what the published JSON schema describes', (name) => {
  const app = images[COMMITTED_IMAGES.indexOf(name)]!
  expect(schemaErrors('fit', documentOf(app))).toEqual([])
})

test('a document that misses a field, or has one too many, is not what it describes', () => {
  const document = documentOf(images[0]!)
  expect(schemaErrors('fit', { ...document, later: 1 })).toMatchObject([{ keyword: 'additionalProperties' }])
  const [{ verdict: _, ...base }] = document.bases as [FitDocument['bases'][number]]
  expect(schemaErrors('fit', { ...document, bases: [base] })).toMatchObject([{ keyword: 'required' }])
})
