/** The fields of one paragraph, by their names in lower case. Continuation lines are joined with `\n`, unindented. */
export type Deb822Paragraph = ReadonlyMap<string, string>

/**
 * Reads Debian's control file format (deb822(5)), one paragraph after another. Lenient, as dpkg's databases and copyright files
 * are met in the wild: lines that are neither a field, a continuation nor a comment are passed over.
 */
export function* parseDeb822(text: string): Generator<Deb822Paragraph> {
  let paragraph = new Map<string, string>()
  let field = ''
  for (const line of linesOf(text)) {
    if (line.trim() === '') {
      if (paragraph.size > 0) yield paragraph
      paragraph = new Map()
      field = ''
    } else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (field !== '') paragraph.set(field, `${paragraph.get(field) ?? ''}\n${line.trim()}`)
    } else if (!line.startsWith('#')) {
      const colon = line.indexOf(':')
      field = line.slice(0, Math.max(colon, 0)).toLowerCase()
      if (field !== '') paragraph.set(field, line.slice(colon + 1).trim())
    }
  }
  if (paragraph.size > 0) yield paragraph
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    yield text.slice(start, end === -1 ? text.length : end)
    start = end === -1 ? text.length : end + 1
  }
}
