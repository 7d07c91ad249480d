import { UsageError } from '../../src/errors.ts'

/**
 * The seconds since 1970 that SOURCE_DATE_EPOCH gives (reproducible-builds.org/specs/source-date-epoch); null where it is not set.
 * @throws {UsageError} when it is no number of seconds.
 */
export function sourceDateEpoch(env: Readonly<Record<string, string | undefined>>): number | null {
  const text = env.SOURCE_DATE_EPOCH
  if (text === undefined || text === '') return null
  const seconds = Number(text)
  if (/^\d+$/.test(text) && seconds <= MAX_SECONDS) return seconds
  throw new UsageError(`SOURCE_DATE_EPOCH is "${text}", which is no number of seconds since 1970; correct or unset it.`)
}

/** The end of the year 9999: what comes later has no RFC 3339 spelling. */
const MAX_SECONDS = 253_402_300_799
