import { describe, expect, it } from 'vitest'
import { trendDocument, UsageError } from '../../../src/index.ts'
import { schemaErrors } from '../../support/published-schema.ts'
import { runAt } from '../../support/trend-of.ts'

const ARM = { platform: { os: 'linux', architecture: 'arm64' } }
const RUNS = [
  runAt('2026-01-03', { compressedSize: 130, efficiency: 0.9 }, { commit: 'c3' }),
  runAt('2026-01-01', { compressedSize: 100 }, { commit: 'c1' }),
  runAt('2026-01-02', { compressedSize: 120, efficiency: 0.95 }, { commit: 'c2', reference: 'example.org/app:0.9' }),
  runAt('2026-01-01', { compressedSize: 90 }, ARM),
]

describe('a trend', () => {
  it('is of each platform, by time, with the step that was the worst', () => {
    const document = trendDocument({ runs: RUNS, broken: [] })
    expect(document.images.map(({ platform, runs }) => [platform.architecture, runs.length])).toEqual([
      ['amd64', 3],
      ['arm64', 1],
    ])
    expect(document.images[0]!.series).toEqual([
      {
        figure: 'compressedSize',
        title: 'Compressed size',
        unit: 'bytes',
        worse: 'more',
        first: 100,
        last: 130,
        least: 100,
        most: 130,
        steepest: { time: '2026-01-02T00:00:00Z', commit: 'c2', change: 20 },
      },
      expect.objectContaining({
        figure: 'efficiency',
        first: 0.95,
        last: 0.9,
        steepest: { time: '2026-01-03T00:00:00Z', commit: 'c3', change: expect.closeTo(-0.05) },
      }),
    ])
    expect(document.images[1]!.series[0]!.steepest).toBeNull()
    expect(document.warnings).toEqual([])
  })

  it('is what the published schema describes', () => {
    expect(schemaErrors('trend', trendDocument({ runs: RUNS, broken: [4] }))).toEqual([])
    expect(schemaErrors('trend', trendDocument({ runs: [], broken: [] }))).toEqual([])
  })

  it('may be of some figures and of the newest runs', () => {
    const { images } = trendDocument({ runs: RUNS, broken: [] }, { figures: ['compressedSize'], last: 2 })
    expect(images[0]!.series.map(({ figure, first, last }) => [figure, first, last])).toEqual([
      ['compressedSize', 120, 130],
    ])
  })

  it('of a figure that no run has is refused, with the one that was meant', () => {
    const attempt = (): unknown => trendDocument({ runs: RUNS, broken: [] }, { figures: ['compresedSize'] })
    expect(attempt).toThrow(UsageError)
    expect(attempt).toThrow(/did you mean “compressedSize”\?/)
  })

  it('warns of damage, and of several images in one history', () => {
    const runs = [...RUNS, runAt('2026-01-05', {}, { reference: 'example.org/other:1.0' })]
    expect(trendDocument({ runs, broken: [7, 9] }).warnings).toEqual([
      'The history is damaged in 2 lines, the first of which is line 7; the others are shown.',
      'The history has runs of example.org/app, example.org/other; keep a file for each image.',
    ])
  })
})
