import { describe, expect, test } from 'vitest'
import { NotFoundError, UsageError } from '../../../src/errors.ts'
import { chooseSbom } from '../../../src/sbom/carried/choose.ts'
import { findCarriedSboms } from '../../../src/sbom/carried/find.ts'
import type { Referrer } from '../../../src/sources/referrer.ts'
import { treeOf } from '../../support/tree-of.ts'

function attached(digit: string, title: string | null = null): Referrer {
  return {
    kind: 'sbom',
    format: 'spdx-json',
    type: 'application/spdx+json',
    mediaType: 'application/spdx+json',
    digest: `sha256:${digit.repeat(64)}`,
    size: 1,
    title,
    subject: `sha256:${'0'.repeat(64)}`,
    found: 'referrers',
    read: () => Promise.reject(new Error('not to be read')),
  }
}

const files = {
  '/a/x.spdx.json': '1',
  '/b/x.spdx.json': '2',
  '/c/copy.spdx': '3',
  '/d/copy.spdx': '3',
  '/d/\udce4.spdx': '4',
}
const all = findCarriedSboms({ tree: treeOf([files]) }, [attached('a', 'app.json'), attached('b', 'b.json')])

function choose(name: string): string {
  return chooseSbom(all, name, 'oci:image').sbom.name
}

describe('an SBOM', () => {
  test.each([
    ['its path', '/a/x.spdx.json', '/a/x.spdx.json'],
    ['the end of its path', 'b/x.spdx.json', '/b/x.spdx.json'],
    ['a path as listings show it', '/d/\\xe4.spdx', '/d/\udce4.spdx'],
    ['its digest', `sha256:${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`],
    ['the beginning of its digest', 'sha256:aaaaaaaaaaaa', `sha256:${'a'.repeat(64)}`],
    ['the same without the algorithm', 'bbbb', `sha256:${'b'.repeat(64)}`],
    ['the name that it was attached by', 'app.json', `sha256:${'a'.repeat(64)}`],
    ['a name that stands for the same content twice', 'copy.spdx', '/c/copy.spdx'],
  ])('is chosen by %s', (_, name, chosen) => {
    expect(choose(name)).toBe(chosen)
  })

  test('must be one', () => {
    expect(() => choose('x.spdx.json')).toThrow(UsageError)
    expect(() => choose('x.spdx.json')).toThrow(
      /^"x\.spdx\.json" could be any of \/a\/x\.spdx\.json, \/b\/x\.spdx\.json; write more of its name\.$/,
    )
  })

  test.each(['', 'a', 'aaa', 'spdx.json', '/x.spdx.json', 'sha256:c', 'sha512:'])('is not %j', (name) => {
    expect(() => choose(name)).toThrow(NotFoundError)
    expect(() => choose(name)).toThrow(/^oci:image carries no SBOM named ".*"; it carries \/a\/x\.spdx\.json, .*\.$/)
  })

  test('is not there where there is none', () => {
    expect(() => chooseSbom([], 'x', 'oci:image')).toThrow('oci:image carries no SBOM named "x"; it carries none.')
  })
})
