import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exec, isWritable, paths, quoted, sourcesAndTarget } from '../../../src/plan/dockerfile/words.ts'

/** Joins lines that a backslash continues, as the parser of Dockerfiles does first. */
function joined(text: string): string {
  return text.replace(/\\\n\s*/g, '')
}

/** What a builder makes of a word: quotes are taken off, backslashes, and variables expanded, here all to nothing. */
function expand(word: string): string {
  let result = ''
  let quote = ''
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!
    if (character === quote) quote = ''
    else if (quote === "'") result += character
    else if (character === '"' || (character === "'" && quote === '')) quote = character
    else if (character === '$') at += /^\w*/.exec(word.slice(at + 1))![0].length
    else if (character !== '\\') result += character
    // inside of double quotes a backslash is one unless something special follows
    else if (quote === '"' && !/[\\"$]/.test(word[at + 1] ?? '')) result += character
    else result += word[++at] ?? ''
  }
  if (quote !== '') throw new Error(`an open quote in ${word}`)
  return result
}

/** The only text that a pattern matches by Go's path/filepath.Match; BuildKit takes one without brackets as it is. */
function onlyMatch(pattern: string): string {
  if (!/[*?[]/.test(pattern)) return pattern
  return pattern.replace(/\[(\\?)([^\]])\]/g, '$2')
}

const ODD = fc.string({ unit: fc.constantFrom(...' abc/*?[]\\\'"$#{}-.\tü'), maxLength: 12 })
const PATH = ODD.map((name) => `/${name}`)

/** The words of an instruction's arguments, plain or as an array. */
function wordsOf(text: string): string[] {
  const line = joined(text)
  return line.startsWith('[') ? (JSON.parse(line) as string[]) : line.split(/\s+/)
}

describe('words of a Dockerfile', () => {
  it('come to the source and the target that were meant', () => {
    fc.assert(
      fc.property(fc.array(PATH, { minLength: 1, maxLength: 4 }), PATH, (sources, target) => {
        const words = wordsOf(sourcesAndTarget(sources, target)).map(expand)
        expect(words.slice(0, -1).map(onlyMatch)).toEqual(sources)
        expect(words.at(-1)).toBe(target)
      }),
      { examples: [[['/a [b]\\*$HOME'], '/$x/']] },
    )
  })

  it('come to the volumes that were meant', () => {
    fc.assert(
      fc.property(fc.array(PATH, { minLength: 1, maxLength: 4 }), (volumes) => {
        expect(wordsOf(paths(volumes)).map(expand)).toEqual(volumes)
      }),
    )
  })

  it('come to the value that was meant, where it can be written', () => {
    fc.assert(
      fc.property(ODD, (text) => {
        expect(expand(quoted(text))).toBe(text)
      }),
    )
  })

  it('are not expanded in commands', () => {
    fc.assert(
      fc.property(fc.array(ODD), (args) => {
        expect(JSON.parse(exec(args))).toEqual(args)
      }),
    )
  })

  it('keep what needs no quotes readable', () => {
    expect(sourcesAndTarget(['/app/'], '/app/')).toBe('/app/ /app/')
    expect(quoted('/usr/bin:/bin')).toBe('/usr/bin:/bin')
  })

  it.each(['a\nRUN b', 'a\rb', '\u001b[2J', '\udc80'])('say that they cannot write %j', (text) => {
    expect(isWritable(text)).toBe(false)
  })
})
