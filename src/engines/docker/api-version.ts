import { UnavailableError } from '../../errors.ts'

/** A version of the engine's API, such as 1.41. */
interface ApiVersion {
  readonly major: number
  readonly minor: number
}

/** The newest version whose answers this program was written for (Docker 28). */
const NEWEST: ApiVersion = { major: 1, minor: 51 }
/** Docker 1.13's, of 2017: the first whose `/_ping` says which version it speaks. */
const OLDEST: ApiVersion = { major: 1, minor: 25 }

/**
 * The version to speak with an engine: its own, or ours where that is older.
 * @param offered what the engine says of itself; undefined where it says nothing
 * @param wanted what the user fixed it to (`DOCKER_API_VERSION`)
 * @param engine how errors name it
 * @throws {UnavailableError} when the engine is too old.
 */
export function negotiateVersion(offered: string | undefined, wanted: string | undefined, engine: string): string {
  const its = parse(offered ?? '')
  if (its === null || isBefore(its, OLDEST)) {
    const version = its === null ? 'says nothing of its API version' : `speaks version ${format(its)} of the API`
    throw new UnavailableError(
      `${engine} is too old or no engine: it ${version}, and ${format(OLDEST)} (Docker 1.13) is needed at least.`,
    )
  }
  const fixed = parse(wanted ?? '')
  if (fixed !== null) return format(fixed)
  return format(isBefore(its, NEWEST) ? its : NEWEST)
}

/** Whether `version` is `least` or newer. */
export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [parse(version), parse(least)]
  return a !== null && b !== null && !isBefore(a, b)
}

function parse(text: string): ApiVersion | null {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})$/.exec(text.trim()) ?? []
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) }
}

function isBefore(a: ApiVersion, b: ApiVersion): boolean {
  return a.major === b.major ? a.minor < b.minor : a.major < b.major
}

function format({ major, minor }: ApiVersion): string {
  return `${major}.${minor}`
}
