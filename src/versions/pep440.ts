import { compareDigits, compareSegments } from './digits.ts'
import { compareLists } from './lists.ts'

/** Where a version stands among those of its release: at a phase, and within it at a number. */
type Phase = readonly [phase: number, number: string]

/** A version of the Python Packaging User Guide's "Version specifiers" (PEP 440), normalised. */
interface Pep440 {
  readonly epoch: string
  readonly release: readonly string[]
  readonly pre: Phase
  readonly post: Phase
  readonly dev: Phase
  /** Null where there is none. */
  readonly local: readonly string[] | null
}

const VERSION = new RegExp(
  String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)` +
    String.raw`(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\d*))?` +
    String.raw`(?<post>-(?<postNumber>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<namedPostNumber>\d*))?` +
    String.raw`(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d*))?` +
    String.raw`(?:\+(?<local>[a-z\d]+(?:[-_.][a-z\d]+)*))?$`,
)

/** Alpha, beta, release candidate: by the first letter of what they are called, `c` and `preview` included. */
const PRE_PHASES: ReadonlyMap<string, number> = new Map([
  ['a', 1],
  ['b', 2],
  ['c', 3],
  ['p', 3],
  ['r', 3],
])
const BEFORE_PRE_RELEASES = 0
const AFTER_PRE_RELEASES = 4

/** The order of PEP 440; null where one is no such version. */
export function comparePep440Versions(a: string, b: string): number | null {
  const left = parsePep440(a)
  const right = parsePep440(b)
  if (left === null || right === null) return null
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareReleases(left.release, right.release) ||
    comparePhases(left.pre, right.pre) ||
    comparePhases(left.post, right.post) ||
    comparePhases(left.dev, right.dev) ||
    compareLocals(left.local, right.local)
  )
}

function parsePep440(text: string): Pep440 | null {
  const groups = VERSION.exec(text.trim().toLowerCase())?.groups
  if (groups === undefined) return null
  const {
    epoch = '',
    release = '',
    pre,
    preNumber = '',
    post,
    postNumber,
    namedPostNumber,
    dev,
    devNumber = '',
    local,
  } = groups
  // 1.0.dev1 comes before 1.0a1; 1.0.post1.dev1 does not.
  const withoutPre = dev !== undefined && post === undefined ? BEFORE_PRE_RELEASES : AFTER_PRE_RELEASES
  return {
    epoch,
    release: release.split('.'),
    pre: pre === undefined ? [withoutPre, ''] : [PRE_PHASES.get(pre[0]!)!, preNumber],
    post: post === undefined ? [0, ''] : [1, postNumber ?? namedPostNumber ?? ''],
    dev: dev === undefined ? [1, ''] : [0, devNumber],
    local: local?.split(/[-_.]/) ?? null,
  }
}

/** Numbers that one has not are zero. */
function compareReleases(a: readonly string[], b: readonly string[]): number {
  return compareLists(a, b, (one = '', two = '') => compareDigits(one, two))
}

function comparePhases([phase, number]: Phase, [otherPhase, otherNumber]: Phase): number {
  return phase - otherPhase || compareDigits(number, otherNumber)
}

/** None is older than any, and a segment more is newer. */
function compareLocals(a: readonly string[] | null, b: readonly string[] | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return compareLists(a, b, (one, two) => {
    if (one === undefined || two === undefined) return one === undefined ? -1 : 1
    return compareSegments(one, two)
  })
}
