/** The coordinates of a Maven artifact. */
export interface Coordinates {
  readonly group: string | null
  readonly name: string
  readonly version: string
}

/** Longer ones are not names. */
const MAX_LENGTH = 256
const MAX_LICENSES = 16

/**
 * Reads `pom.properties`, which Maven writes beside the POM (java.util.Properties: `key=value` or `key: value`). Undefined where a
 * coordinate is missing, or still a `${property}`.
 */
export function parsePomProperties(text: string): (Coordinates & { readonly group: string }) | undefined {
  const values = new Map<string, string>()
  for (const line of text.split(/\r?\n|\r/)) {
    const [, key, value] = /^\s*(groupId|artifactId|version)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key, value.trim().replace(/\\(.)/g, '$1'))
  }
  const coordinate = (key: string): string | undefined => {
    const value = values.get(key) ?? ''
    return value === '' || value.length > MAX_LENGTH || value.includes('${') ? undefined : value
  }
  const [group, name, version] = [coordinate('groupId'), coordinate('artifactId'), coordinate('version')]
  return group === undefined || name === undefined || version === undefined ? undefined : { group, name, version }
}

/** Names in the `<licenses>` of a POM (maven.apache.org/pom.html#licenses); those that it inherits stand in another file. */
export function pomLicenses(xml: string): string[] {
  const [licenses = ''] = between(withoutComments(xml), '<licenses>', '</licenses>')
  return between(licenses, '<license>', '</license>')
    .flatMap((license) => between(license, '<name>', '</name>').slice(0, 1))
    .map((name) => unescapeXml(name).trim())
    .filter((name) => name !== '' && name.length <= MAX_LENGTH)
    .slice(0, MAX_LICENSES)
}

/** By searches, not by an expression, which would take quadratic time where an end is missing. */
function between(text: string, open: string, close: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf(open); at !== -1; ) {
    const end = text.indexOf(close, at)
    if (end === -1) break
    found.push(text.slice(at + open.length, end))
    at = text.indexOf(open, end)
  }
  return found
}

function withoutComments(xml: string): string {
  const [first = '', ...rest] = xml.split('<!--')
  return first + rest.map((part) => part.split('-->').slice(1).join('-->')).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!).replace(/\s+/g, ' ')
}
