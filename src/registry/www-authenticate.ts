/** One way in that a server offers (RFC 9110, section 11.3). */
export interface Challenge {
  /** The scheme's name in lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Parameters by name in lower case; where a name is repeated, the first stands. */
  readonly parameters: ReadonlyMap<string, string>
}

/** RFC 9110, section 5.6.2. */
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
/** RFC 9110, section 11.2; only what a scheme's name and white space precede can be one. */
const TOKEN68 = /[0-9A-Za-z\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const WHITE_SPACE = /[ \t]*/y
const SEPARATORS = /[ \t,]*/y
/** Longer headers are cut: no registry sends any, and Node.js refuses headers of more than 16 KiB anyway. */
const MAX_LENGTH = 16_384

/**
 * Reads `WWW-Authenticate`: a list of challenges whose own parameters are separated by commas too, with values as tokens or
 * quoted strings (RFC 9110, section 11.6.1). Several headers count as one list. Never throws: what follows something
 * malformed is left out, so that a challenge before it can still be answered.
 */
export function parseWwwAuthenticate(header: string | readonly string[] | undefined): Challenge[] {
  const lines = header === undefined ? [] : typeof header === 'string' ? [header] : header
  return lines.flatMap((line) => parseLine(line.slice(0, MAX_LENGTH)))
}

function parseLine(line: string): Challenge[] {
  const scanner = new Scanner(line)
  const challenges: Challenge[] = []
  let parameters: Map<string, string> | null = null
  for (;;) {
    scanner.take(SEPARATORS)
    const name = scanner.take(TOKEN)
    if (name === null) return challenges

    const value = parameters === null ? null : parameterValue(scanner)
    if (parameters !== null && value !== null) {
      const key = name.toLowerCase()
      if (!parameters.has(key)) parameters.set(key, value)
      continue
    }
    if (scanner.at('=')) return challenges // a parameter with no scheme before it, or with no value

    parameters = new Map()
    challenges.push({ scheme: name.toLowerCase(), parameters })
    scanner.take(WHITE_SPACE)
    // A scheme may carry one token68 in place of parameters (`Negotiate YII=`); no scheme that is answered here does.
    if (!scanner.atParameter()) scanner.take(TOKEN68)
  }
}

/** The value after a parameter's name; null, with nothing consumed, where the name is none of a parameter. */
function parameterValue(scanner: Scanner): string | null {
  const start = scanner.position
  scanner.take(WHITE_SPACE)
  if (scanner.at('=')) {
    scanner.position++
    scanner.take(WHITE_SPACE)
    const value = scanner.at('"') ? scanner.quotedString() : scanner.take(TOKEN)
    if (value !== null) return value
  }
  scanner.position = start
  return null
}

class Scanner {
  position = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  at(character: string): boolean {
    return this.#text[this.position] === character
  }

  /** Consumes what the sticky pattern matches here; null where it does not. */
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.position
    const match = pattern.exec(this.#text)
    if (match === null) return null
    this.position = pattern.lastIndex
    return match[0]
  }

  /** Whether `name=value` stands here, rather than a token68, whose `=` only ends it. */
  atParameter(): boolean {
    const start = this.position
    const found = this.take(TOKEN) !== null && parameterValue(this) !== null
    this.position = start
    return found
  }

  /** A quoted string with its escapes undone; null, with nothing consumed, where it is not closed. */
  quotedString(): string | null {
    let value = ''
    for (let index = this.position + 1; index < this.#text.length; index++) {
      const character = this.#text[index]!
      if (character === '"') {
        this.position = index + 1
        return value
      }
      if (character === '\\') index++
      value += this.#text[index] ?? ''
    }
    return null
  }
}
