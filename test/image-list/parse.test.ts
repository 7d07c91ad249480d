import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UsageError } from '../../src/errors.ts'
import { parseImageList } from '../../src/image-list/parse.ts'
import { imageListSchema } from '../../src/image-list/schema.ts'

/** What is said of a list that is refused. */
function refusal(text: string): string {
  try {
    parseImageList(text, 'list.yaml')
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error('It was not refused.')
}

describe('a list of images', () => {
  it('has references, or entries with a label, a platform and sets', () => {
    const text = `
      # ours
      - alpine:3.20
      - label: new
        reference: ghcr.io/acme/app:2.0
        platform: linux/arm64
      - {reference: scratch, sets: [static, own-1]}
    `
    expect(parseImageList(text, 'list.yaml')).toEqual([
      { label: 'alpine:3.20', reference: 'alpine:3.20', sets: [] },
      { label: 'new', reference: 'ghcr.io/acme/app:2.0', platform: 'linux/arm64', sets: [] },
      { label: 'scratch', reference: 'scratch', sets: ['static', 'own-1'] },
    ])
  })

  it('gives short labels to entries that have none', () => {
    const labels = (text: string) => parseImageList(text, 'list.yaml').map(({ label }) => label)
    expect(labels('- gcr.io/distroless/cc\n- oci:a/alpine-3.20\n- {reference: ghcr.io/b/app:1, sets: [a]}')).toEqual([
      'cc',
      'alpine-3.20',
      'app:1',
    ])
    expect(labels('- acme/app\n- other/app\n- {label: base, reference: a}\n- acme/base')).toEqual([
      'acme/app',
      'other/app',
      'base',
      'acme/base',
    ])
  })

  it('may be JSON', () => {
    expect(parseImageList('[{"label": "a", "reference": "b"}]', 'list.json')).toEqual([
      { label: 'a', reference: 'b', sets: [] },
    ])
  })

  it.for([
    ['oci:layouts/app:1.0', 'oci:lists/layouts/app:1.0'],
    ['oci-archive:../app.tar', 'oci-archive:app.tar'],
    ['docker-archive:app.tar:acme/app:1', 'docker-archive:lists/app.tar:acme/app:1'],
    ['./root', './lists/root'],
    ['../root', './root'],
    ['rootfs:/srv/root', 'rootfs:/srv/root'],
    ['/srv/root.tar', '/srv/root.tar'],
    ['acme/app', 'acme/app'],
    ['docker://acme/app', 'docker://acme/app'],
    ['scratch', 'scratch'],
  ])('takes the paths in it relative to its own directory: %s is %s', ([written, reference]) => {
    expect(parseImageList(`- {label: x, reference: "${written}"}`, 'lists/a.yaml')).toMatchObject([{ reference }])
  })

  it.for([
    ['- lable: x\n  reference: a', '1:3: "lable" is not known; an entry is'],
    ['- a\n- {__proto__: {}, reference: a}', '2:4: "__proto__" is not known'],
    ['- label: x\n  referense: a', '2:3: "referense" is not known'],
    ['- label: x', '1:3: reference is missing; an entry is'],
    ['- a\n- label: 3.20\n  reference: a', '2:3: label is text; put it in quotes'],
    ['- label: ""\n  reference: a', '1:3: label is empty'],
    [`- label: ${'x'.repeat(101)}\n  reference: a`, '1:3: a label has at most 100 characters'],
    ['- 3.20', '1:3: an entry is a reference, or'],
    ['- a\n- [b]', '2:3: an entry is a reference, or'],
    ['- a\n-\n', '2:2: an entry is a reference, or'],
    ['images:\n  - a', '1:1: a list of images is expected'],
    ['', '1:1: a list of images is expected'],
    ['[]', '1:1: the list is empty'],
    ['- Acme/App', '1:3: "Acme/App" is not an image name: "App" must be lowercase.'],
    ['- reference: foo://x', '1:3: "foo://x" has an unknown scheme'],
    ['- reference: a\n  platform: x86', '2:3: "x86" is not a platform'],
    ['- {reference: a, sets: all}', '1:18: sets is a list of names'],
    ['- {reference: a, sets: [b, all]}', '1:28: every entry is in the set "all"'],
    ['- {reference: a, sets: [B]}', '1:25: the name of a set is lower-case letters'],
    [
      '- acme/a\n- acme/a',
      '2:3: the label "a" is there twice; it is made of the reference, so name the image once or give it a label',
    ],
    [
      '- label: a\n  reference: b\n- label: a\n  reference: c',
      '3:3: the label "a" is there twice; each entry has its own',
    ],
    ['- {reference: a, reference: b}', '1:18: this is no YAML: Map keys must be unique.'],
    ['- a: b: c', '1:6: this is no YAML'],
    ['- a\n---\n- b', '2:1: a list of images is one YAML document.'],
  ])('that is wrong is refused with line, column and what is allowed: %j', ([text, message]) => {
    expect(refusal(text!)).toContain(`list.yaml:${message}`)
  })

  it('that multiplies itself is refused', () => {
    const levels = Array.from(
      { length: 8 },
      (_, i) =>
        `- &l${i + 1} [${Array(10)
          .fill(i ? `*l${i}` : 'x')
          .join(', ')}]`,
    )
    expect(refusal(levels.join('\n'))).toContain('list.yaml:1:1: this cannot be read')
  })

  it('is read or refused, whatever stands in it', () => {
    const line = fc.constantFrom(
      '- a',
      '- label: b',
      '  reference: c',
      '  sets: [d]',
      '-',
      ' - &a x',
      '- *a',
      '? ',
      '{',
      ']',
      '"',
      '\t',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), (lines) => {
        try {
          for (const entry of parseImageList(lines.join('\n'), 'x')) expect(entry.reference).not.toBe('')
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })

  it('is described by the published schema', () => {
    const published = JSON.parse(
      readFileSync(new URL('../../docs/schema/image-list.schema.json', import.meta.url), 'utf8'),
    )
    expect(published).toEqual({
      title: 'A list of images for imgpeek',
      ...z.toJSONSchema(imageListSchema, { io: 'input' }),
    })
  })
})
