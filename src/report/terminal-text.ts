import stringWidth from 'string-width'

/**
 * What a terminal could take for a command, or what would make text read differently from what it holds: C0 and C1 controls
 * (ECMA-48), format characters such as the bidirectional overrides (Unicode category Cf; see "Trojan Source",
 * CVE-2021-42574), line and paragraph separators, and lone surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** ASCII, the letters of European languages, and our own ellipsis: each takes one column and joins with nothing before it. */
const NOT_NARROW = /[^\x20-\x7e\xa1-\xac\xae-\u02ff…]/

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Text of an image, safe to print: what a terminal would act on stands as an escape (`\x1b`, `\u{202e}`). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter)
}

/** As `printable`, with every run of white space as one space: for text of many lines that has one line to stand on. */
export function onOneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, ' '))
}

/** The columns that text takes on a terminal: two for each East Asian wide character, none for a combining one. */
export function columnsOf(text: string): number {
  return isNarrow(text) ? text.length : stringWidth(text)
}

/** Text cut to at most `columns`, its last one an ellipsis where something was cut; graphemes stay whole. */
export function truncate(text: string, columns: number): string {
  // No grapheme that anyone writes has more than some 16 code units; the cut keeps megabytes from the segmenter.
  const start = text.slice(0, Math.max(columns, 0) * 16)
  if (start.length === text.length && columnsOf(text) <= columns) return text
  if (columns < 1) return ''
  if (isNarrow(start)) return `${start.slice(0, columns - 1)}…`
  let kept = ''
  let used = 0
  for (const { segment } of GRAPHEMES.segment(start)) {
    const width = columnsOf(segment)
    if (used + width > columns - 1) break
    kept += segment
    used += width
  }
  return `${kept}…`
}

/** Text cut or padded to exactly `columns`. */
export function toWidth(text: string, columns: number, align: 'left' | 'right'): string {
  const cut = truncate(text, columns)
  const padding = ' '.repeat(Math.max(0, columns - columnsOf(cut)))
  return align === 'left' ? cut + padding : padding + cut
}

/** Text in lines of at most `columns`, broken between words, and inside a word only where it is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && columnsOf(line) + 1 + columnsOf(rest) <= columns) {
      line += ` ${rest}`
      continue
    }
    if (line !== '') lines.push(line)
    for (let cut = truncate(rest, columns); cut !== rest; cut = truncate(rest, columns)) {
      const head = cut.slice(0, -1) || rest.slice(0, 1)
      lines.push(head)
      rest = rest.slice(head.length)
    }
    line = rest
  }
  return [...lines, line]
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!
  return NAMED[character] ?? (code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}

function isNarrow(text: string): boolean {
  return !NOT_NARROW.test(text)
}
