import { UsageError } from '../errors.ts'

/** The last second that JavaScript's Date and RFC 3339 both can write: of the year 9999. */
const LAST_SECOND = 253_402_300_799

/**
 * When an SBOM was made, as RFC 3339 in UTC: the moment that SOURCE_DATE_EPOCH names (reproducible-builds.org), else that at which
 * the image was made, else the beginning of 1970. The clock has no say: the same image gives the same SBOM.
 * @throws {UsageError} when `sourceDateEpoch` is no time.
 */
export function creationTime(sourceDateEpoch: string | undefined, imageCreated: string | null): string {
  if (sourceDateEpoch === undefined || sourceDateEpoch === '') return toTheSecond(Date.parse(imageCreated ?? '') || 0)
  const seconds = /^\d{1,12}$/.test(sourceDateEpoch) ? Number(sourceDateEpoch) : Number.NaN
  if (seconds <= LAST_SECOND) return toTheSecond(seconds * 1000)
  throw new UsageError(`SOURCE_DATE_EPOCH is “${sourceDateEpoch}”, which is no time; it counts seconds since 1970.`)
}

function toTheSecond(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
