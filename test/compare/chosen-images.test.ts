import { describe, expect, it } from 'vitest'
import { chosenImages } from '../../src/compare/chosen-images.ts'
import { UsageError } from '../../src/errors.ts'

describe('the images of a comparison', () => {
  it('are those named, then those of lists, under their labels', () => {
    const listed = [{ label: 'slim', reference: 'debian:12-slim', platform: 'linux/arm64' }]
    expect(chosenImages(['gcr.io/distroless/static', 'alpine'], listed)).toEqual([
      { label: 'static', reference: 'gcr.io/distroless/static' },
      { label: 'alpine', reference: 'alpine' },
      { label: 'slim', reference: 'debian:12-slim', platform: 'linux/arm64' },
    ])
  })

  it('are taken once, but for other platforms', () => {
    const listed = [
      { label: 'Alpine', reference: 'alpine' },
      { label: 'on ARM', reference: 'alpine', platform: 'linux/arm64' },
    ]
    expect(chosenImages(['alpine', 'alpine'], listed).map(({ label }) => label)).toEqual(['alpine', 'on ARM'])
  })

  it.each([
    ['none', [], 'A comparison takes two images or more, and no image is named; name another, or a list with --file.'],
    [
      'one, twice',
      ['a/x', 'a/x'],
      'A comparison takes two images or more, and only x is named; name another, or a list with --file.',
    ],
    [
      'too many',
      Array.from({ length: 51 }, (_, index) => `image${index}`),
      'A comparison takes at most 50 images, and 51 are named; leave some out.',
    ],
  ])('are refused when they are %s', (_, references, message) => {
    expect(() => chosenImages(references, [])).toThrow(new UsageError(message))
  })

  it('are refused when two have one label', () => {
    expect(() => chosenImages(['alpine'], [{ label: 'alpine', reference: 'oci:layout' }])).toThrow(
      new UsageError('alpine and oci:layout have the same label, “alpine”; give one of them another.'),
    )
  })
})
