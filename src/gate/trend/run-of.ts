import { UsageError } from '../../errors.ts'
import type { BaselineFile } from '../../report/baseline-document.ts'
import type { TrendRun } from '../../report/trend-document.ts'
import { creationTime } from '../../sbom/creation-time.ts'

/** When a run was, and of what. */
export interface RunOrigin {
  /** RFC 3339; see `runTime`. */
  readonly time: string
  readonly commit: string | null
}

/** The lines of a history that a baseline makes, one for each platform. */
export function runsOf({ images }: BaselineFile, { time, commit }: RunOrigin): TrendRun[] {
  return images.map(({ reference, digest, platform, figures }) => {
    return { schemaVersion: 1, kind: 'imgpeek-run', time, commit, reference, digest, platform, figures }
  })
}

/**
 * The time of a run, as RFC 3339 in UTC: what the user says, or the moment that SOURCE_DATE_EPOCH names (reproducible-builds.org), or now.
 * @param now by the clock
 * @throws {UsageError} when what the user says, or SOURCE_DATE_EPOCH, is no time
 */
export function runTime(stated: string | undefined, sourceDateEpoch: string | undefined, now: Date): string {
  if (stated === undefined) return creationTime(sourceDateEpoch, now.toISOString())
  const time = TIME.test(stated) ? Date.parse(stated) : Number.NaN
  if (!Number.isNaN(time)) return creationTime(undefined, new Date(time).toISOString())
  throw new UsageError(`“${stated}” is no time; write it as 2026-11-21T12:00:00Z, or as a day, 2026-11-21.`)
}

/** RFC 3339 section 5.6, or a full-date of it alone. */
const TIME = /^\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/
