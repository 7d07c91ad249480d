import { wholeLines } from './cut-short.ts'

/** One package of apk's database. A type, not an interface, so that it counts as JSON. */
export type ApkEntry = {
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  readonly license: string | null
  readonly origin: string | null
  readonly dependencies: readonly string[]
  /** As `so:libz.so.1=1.3.1`, `cmd:wget=1.36.1-r29` or a plain name. */
  readonly provides: readonly string[]
  readonly paths: readonly string[]
}

/** What apk's database says; `incomplete` when it was cut short or a package in it lacks its name or version. */
export type ApkEntries = { readonly entries: readonly ApkEntry[]; readonly incomplete: boolean }

/**
 * Reads apk's `installed` database: paragraphs of `X:value` lines (wiki.alpinelinux.org/wiki/Apk_spec). `F` opens a directory,
 * and each `R` after it is a file in it.
 */
export function parseApkInstalled(given: string): ApkEntries {
  const { text, cut } = wholeLines(given)
  const entries: ApkEntry[] = []
  let incomplete = cut
  for (const paragraph of text.split(/\n\n+/)) {
    if (paragraph.trim() === '') continue
    const entry = parseParagraph(paragraph)
    if (entry === undefined) incomplete = true
    else entries.push(entry)
  }
  return { entries, incomplete }
}

function parseParagraph(paragraph: string): ApkEntry | undefined {
  const fields = new Map<string, string>()
  const paths: string[] = []
  let directory = ''
  for (const line of paragraph.split('\n')) {
    if (line[1] !== ':') continue
    const value = line.slice(2)
    if (line[0] === 'F') {
      directory = value === '' ? '' : `/${value}`
      if (directory !== '') paths.push(directory)
    } else if (line[0] === 'R') paths.push(`${directory}/${value}`)
    else fields.set(line.charAt(0), value)
  }
  const name = fields.get('P')
  const version = fields.get('V')
  if (!name || !version) return undefined
  return {
    name,
    version,
    architecture: fields.get('A') || null,
    license: fields.get('L') || null,
    origin: fields.get('o') || null,
    dependencies: wordsOf(fields.get('D')).filter((name) => !name.startsWith('!')), // `!name` is a conflict
    provides: wordsOf(fields.get('p')),
    paths,
  }
}

function wordsOf(field: string | undefined): string[] {
  return (field ?? '').split(/\s+/).filter((word) => word !== '')
}
