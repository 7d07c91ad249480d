import { NotFoundError, UsageError } from '../../errors.ts'
import { displayPath, pathFromDisplay } from '../../rootfs/path.ts'
import type { FoundSbom } from './find.ts'

/** A shorter piece of a digest says too little to be meant. */
const MIN_DIGEST_HEX = 4
/** More names than this make no readable error message. */
const MAX_LISTED = 10

/**
 * The SBOM that a user names: by its path or the end of it, by its digest or the beginning of it, or by the name that it was
 * attached under.
 * @throws {NotFoundError} when there is none of that name; {UsageError} when there are several that differ.
 */
export function chooseSbom(found: readonly FoundSbom[], name: string, reference: string): FoundSbom {
  const exact = found.filter(({ sbom }) => sbom.name === name || sbom.name === pathFromDisplay(name))
  const matches = exact.length > 0 ? exact : found.filter((one) => isCalled(one, name))
  const [first] = matches
  if (first === undefined) throw none(found, name, reference)
  if (new Set(matches.map(({ sbom }) => sbom.digest)).size > 1) {
    throw new UsageError(`${JSON.stringify(name)} could be any of ${list(matches)}; write more of its name.`)
  }
  return first
}

function isCalled({ sbom }: FoundSbom, name: string): boolean {
  const hex = name.replace(/^sha(?:256|512):/, '')
  const isDigest = /^[0-9a-f]+$/.test(hex) && hex.length >= MIN_DIGEST_HEX
  if (isDigest && sbom.digest.slice(sbom.digest.indexOf(':') + 1).startsWith(hex)) return true
  return sbom.title === name || (sbom.path?.endsWith(`/${pathFromDisplay(name)}`) ?? false)
}

function none(found: readonly FoundSbom[], name: string, reference: string): NotFoundError {
  const offer = found.length === 0 ? 'it carries none' : `it carries ${list(found)}`
  return new NotFoundError(`${reference} carries no SBOM named ${JSON.stringify(name)}; ${offer}.`)
}

function list(found: readonly FoundSbom[]): string {
  const names = found.slice(0, MAX_LISTED).map(({ sbom }) => displayPath(sbom.name))
  return found.length > MAX_LISTED ? `${names.join(', ')}, and ${found.length - MAX_LISTED} more` : names.join(', ')
}
