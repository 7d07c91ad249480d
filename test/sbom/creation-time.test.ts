import { expect, it } from 'vitest'
import { creationTime } from '../../src/sbom/creation-time.ts'

it.each([
  ['SOURCE_DATE_EPOCH goes first', '1700000000', '2024-09-06T12:05:36.5Z', '2023-11-14T22:13:20Z'],
  [
    'then the time at which the image was made',
    undefined,
    '2024-09-06T14:05:36.123456789+02:00',
    '2024-09-06T12:05:36Z',
  ],
  ['an empty SOURCE_DATE_EPOCH is none', '', '2024-09-06T12:05:36Z', '2024-09-06T12:05:36Z'],
  ['then the beginning of 1970', undefined, null, '1970-01-01T00:00:00Z'],
  ['also for a day that there is not', undefined, '2024-02-99T00:00:00Z', '1970-01-01T00:00:00Z'],
])('%s', (_, epoch, created, expected) => {
  expect(creationTime(epoch, created)).toBe(expected)
})

it.each(['yesterday', '-1', '1.5', '1e9', '999999999999'])('SOURCE_DATE_EPOCH=%s is no time', (epoch) => {
  expect(() => creationTime(epoch, null)).toThrow(/SOURCE_DATE_EPOCH is “[^”]+”/)
})
