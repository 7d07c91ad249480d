/** What a Python distribution's metadata says. A type, not an interface, so that it counts as JSON. */
export type CoreMetadata = {
  /** As its author spells it. */
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
  /** Requirements (PEP 508), without those of extras, which nobody need have asked for. */
  readonly dependencies: readonly string[]
}

/** Longer "licenses" are whole texts. */
const LICENSE_NAME_LENGTH = 100

/**
 * Reads `METADATA` or `PKG-INFO` (packaging.python.org/specifications/core-metadata): headers as in mail, then an empty line and the
 * description. Undefined where the name or the version is missing.
 */
export function parseCoreMetadata(text: string): CoreMetadata | undefined {
  const fields = parseHeaders(text)
  const [name] = fields.get('name') ?? []
  const [version] = fields.get('version') ?? []
  if (!name || !version) return undefined
  return {
    name,
    version,
    licenses: licensesOf(fields),
    dependencies: (fields.get('requires-dist') ?? [])
      .map(withoutFolds)
      .filter((requirement) => !isOfExtra(requirement)),
  }
}

/**
 * Reads an egg's `requires.txt` (setuptools): requirements one a line, then sections `[extra]`, `[:marker]` or `[extra:marker]`;
 * those of extras are left out.
 */
export function parseRequires(text: string): string[] {
  const requirements: string[] = []
  let marker: string | undefined = ''
  for (const line of text.split('\n').map((given) => given.trim())) {
    if (line.startsWith('['))
      marker = line.startsWith('[:') && line.endsWith(']') ? ` ; ${line.slice(2, -1)}` : undefined
    else if (line !== '' && !line.startsWith('#') && marker !== undefined) requirements.push(line + marker)
  }
  return requirements
}

type Headers = ReadonlyMap<string, readonly string[]>

function parseHeaders(text: string): Headers {
  const fields = new Map<string, string[]>()
  let values: string[] | undefined
  for (const line of headerLines(text)) {
    if (/^[ \t]/.test(line)) {
      if (values !== undefined) values.push(`${values.pop()}\n${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).toLowerCase()
    values = fields.get(name) ?? []
    values.push(line.slice(colon + 1).trim())
    fields.set(name, values)
  }
  return fields
}

function* headerLines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(start, end).replace(/\r$/, '')
    if (line === '') return
    yield line
    start = end + 1
  }
}

/** An SPDX expression (PEP 639); before that a name or a whole text by its author, and names from a list of classifiers. */
function licensesOf(fields: Headers): string[] {
  const [expression] = fields.get('license-expression') ?? []
  if (expression) return [expression]
  const [license = ''] = fields.get('license') ?? []
  const [firstLine = ''] = license.split('\n', 1)
  const isName = firstLine === license && license.length <= LICENSE_NAME_LENGTH
  if (isName && license !== '' && license !== 'UNKNOWN') return [license]
  const classified = (fields.get('classifier') ?? [])
    .filter((classifier) => classifier.startsWith('License ::'))
    .map((classifier) => classifier.slice(classifier.lastIndexOf('::') + 2).trim())
    .filter((name) => name !== '' && name !== 'OSI Approved')
  if (classified.length > 0) return [...new Set(classified)]
  return firstLine === '' || firstLine === 'UNKNOWN' ? [] : [firstLine.slice(0, LICENSE_NAME_LENGTH)]
}

/** `PySocks ; extra == 'socks'`, alone or with other conditions. */
function isOfExtra(requirement: string): boolean {
  const marker = requirement.indexOf(';')
  return marker !== -1 && /\bextra\b/.test(requirement.slice(marker))
}

function withoutFolds(value: string): string {
  return value.replaceAll('\n', ' ')
}
