import { type TrendDocument, type TrendRun, trendDocument } from '../../src/index.ts'

/** A run on a day. */
export function runAt(day: string, figures: TrendRun['figures'], rest: Partial<TrendRun> = {}): TrendRun {
  return {
    schemaVersion: 1,
    kind: 'imgpeek-run',
    time: `${day}T00:00:00Z`,
    commit: null,
    reference: 'example.org/app:1.0',
    digest: null,
    platform: { os: 'linux', architecture: 'amd64' },
    figures,
    ...rest,
  }
}

/** Runs on one day after another with these compressed sizes, and as many layers as there have been runs. */
export function trendOf(sizes: readonly number[], rest: Partial<TrendRun> = {}): TrendDocument {
  const runs = sizes.map((compressedSize, index) => {
    const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)
    return runAt(day, { compressedSize, layerCount: 7 }, { commit: `c0ffee${index}`, ...rest })
  })
  return trendDocument({ runs, broken: [] })
}
