import { describe, expect, it } from 'vitest'
import { basesDocument } from '../../src/base-set/document.ts'
import { chooseBases, readBases } from '../../src/base-set/read-bases.ts'
import { UsageError } from '../../src/errors.ts'
import { formatRegistryReference, parseReference, parseRegistryReference } from '../../src/reference.ts'
import { schemaErrors } from '../support/published-schema.ts'

const bases = await readBases({})

describe('the bases that come with imgpeek', () => {
  it('are images of registries, named in full, and the empty one', () => {
    expect(bases.filter(({ reference }) => reference === 'scratch')).toHaveLength(1)
    for (const { reference } of bases.filter((base) => base.reference !== 'scratch')) {
      expect(parseReference(reference).scheme).toBeNull()
      expect(formatRegistryReference(parseRegistryReference(reference))).toBe(reference)
    }
  })

  it('have names that fit over a column', () => {
    for (const { label } of bases) expect(label).toMatch(/^[a-z\d.-]{3,19}$/)
  })

  it('are all in a set besides all, and every family is among the default ones', () => {
    expect(bases.filter(({ sets }) => sets.length === 0)).toEqual([])
    const chosen = bases.filter(({ sets }) => sets.includes('default'))
    for (const family of ['distroless', 'alpine', 'wolfi', 'chiselled', 'debian', 'busybox', 'ubi']) {
      expect(chosen.some(({ sets }) => sets.includes(family))).toBe(true)
    }
  })

  it('are listed as the published schema says', () => {
    expect(schemaErrors('bases', basesDocument(bases, bases))).toEqual([])
    expect(
      schemaErrors('bases', basesDocument([{ label: 'a', reference: 'a', platform: 'linux/arm64', sets: [] }], bases)),
    ).toEqual([])
  })
})

describe('the bases of some sets', () => {
  const file = [
    { label: 'one', reference: 'one', sets: ['small', 'glibc'] },
    { label: 'two', reference: 'two', sets: ['glibc'] },
    { label: 'three', reference: 'three', sets: [] },
  ]
  const labels = (sets: string[]) => chooseBases(file, { sets }).map(({ label }) => label)

  it('are those in any of them, in the order of the file and each once', () => {
    expect(labels(['glibc', 'small'])).toEqual(['one', 'two'])
    expect(labels(['small'])).toEqual(['one'])
    expect(labels([])).toEqual(['one', 'two', 'three'])
    expect(labels(['small', 'all'])).toEqual(['one', 'two', 'three'])
  })

  it('are an error where there is no such set, which says what there is', () => {
    expect(() => labels(['musl'])).toThrow(new UsageError('There is no set "musl"; there is all, small, glibc.'))
    expect(() => chooseBases(file, { sets: ['toString'], file: 'b.yaml' })).toThrow(
      'There is no set "toString" in b.yaml;',
    )
  })
})
