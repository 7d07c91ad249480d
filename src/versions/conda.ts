import { compareDigits, compareText, startsWithDigit } from './digits.ts'
import { compareLists } from './lists.ts'

/** A run of digits or of other characters. `post` comes after all numbers, `dev` before all other text. */
type Item = string
/** Items between two dots; the first is a number. */
type Component = readonly Item[]

interface CondaVersion {
  /** The epoch first. */
  readonly version: readonly Component[]
  readonly local: readonly Component[]
}

/** The order of conda (VersionOrder); null where one is no version. */
export function compareCondaVersions(a: string, b: string): number | null {
  const left = parseCondaVersion(a)
  const right = parseCondaVersion(b)
  if (left === null || right === null) return null
  return compareComponents(left.version, right.version) || compareComponents(left.local, right.local)
}

function parseCondaVersion(text: string): CondaVersion | null {
  const lower = text.trim().toLowerCase()
  const version = lower.includes('_') ? lower : lower.replaceAll('-', '_')
  const [, epoch = '0', release, local] = /^(?:(\d+)!)?([*._\da-z]+)(?:\+([*._\da-z]*))?$/.exec(version) ?? []
  if (release === undefined) return null
  const components = [[epoch], ...componentsOf(release)]
  const locals = local === undefined ? [] : componentsOf(local)
  return [...components, ...locals].some((component) => component.length === 0)
    ? null
    : { version: components, local: locals }
}

/** An underscore at the end belongs to what is before it, as in `1.0.1_`, which is older than OpenSSL's `1.0.1a`. */
function componentsOf(text: string): Component[] {
  const body = text.replace(/_$/, '')
  const components = body.split(/[._]/)
  if (body !== text) components.push(`${components.pop() ?? ''}_`)
  return components.map(itemsOf)
}

/** Empty where the component is. */
function itemsOf(component: string): Component {
  const items = component.match(/\d+|\*+|[^\d*]+/g) ?? []
  return items.length === 0 || startsWithDigit(items[0]!) ? items : ['0', ...items]
}

function compareComponents(a: readonly Component[], b: readonly Component[]): number {
  return compareLists(a, b, (one = [], two = []) =>
    compareLists(one, two, (item = '0', other = '0') => compareItems(item, other)),
  )
}

function compareItems(a: Item, b: Item): number {
  return rankOf(a) - rankOf(b) || (startsWithDigit(a) ? compareDigits(a, b) : compareText(a, b))
}

function rankOf(item: Item): number {
  if (startsWithDigit(item)) return 2
  if (item === 'post') return 3
  return item === 'dev' ? 0 : 1
}
