import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { nameMatcher, pathMatcher } from '../../src/listing/glob.ts'

describe('a glob with a slash says the whole path', () => {
  it.each<[glob: string, matched: string[], others: string[]]>([
    ['/etc/*.conf', ['/etc/a.conf', '/etc/.conf'], ['/etc/d/a.conf', '/a/etc/a.conf', '/etc/a.conf/b']],
    ['/etc/**', ['/etc/a', '/etc/a/b'], ['/etc', '/etcetera']],
    ['/**/bin/?', ['/bin/a', '/usr/bin/b', '/a/b/bin/ü', '/bin/😀'], ['/bin/ab', '/sbin/a']],
    ['/usr/**/x', ['/usr/x', '/usr/a/x', '/usr/a/b/x'], ['/usrx', '/usr/ax', '/x']],
    ['/a**z', ['/az', '/a/z', '/a/b/c-z'], ['/a/z/b']],
    ['usr/lib*/x', ['/usr/lib/x', '/usr/lib64/x'], ['/a/usr/lib/x']],
    ['./usr/*', ['/usr/a'], ['/usr/a/b']],
    ['/[a-c]x', ['/ax', '/cx'], ['/dx', '/x']],
    ['/[!a-c]x', ['/dx'], ['/ax', '//x']],
    ['/[]a]', ['/]', '/a'], ['/b']],
    ['/[a-]', ['/a', '/-'], ['/b']],
    ['/{a,b/*,}/x', ['/a/x', '/b/c/x', '/x'], ['/b/x', '/c/x']],
    ['/{a,{b,c}d}', ['/a', '/bd', '/cd'], ['/b', '/ad']],
    ['{/etc,/usr/**/}x', ['/etcx', '/usr/x', '/usr/a/x'], ['/x']],
    ['/{**/a,b}', ['/a', '/x/y/a', '/b'], ['/x/b']],
    ['/a,b}', ['/a,b}'], ['/a']],
    [String.raw`/\*\[\{`, ['/*[{'], ['/a[{']],
    [String.raw`/a\nb\x1b\xe9`, ['/a\nb\u001b\udce9'], ['/anb', '/a\nb\u001bé']],
    ['/etc/', ['/etc/a', '/etc/a/b'], ['/etc']],
    ['/l*/', ['/lib/a', '/lib/a/b'], ['/lib', '/a/lib/b']],
  ])('%s', (glob, matched, others) => {
    expectMatches(pathMatcher([glob]), matched, others)
  })
})

describe('a glob without a slash is met at any depth', () => {
  it.each<[glob: string, matched: string[], others: string[]]>([
    ['*.so', ['/a.so', '/usr/lib/b.so'], ['/a.so/b', '/a.so.1']],
    ['passwd', ['/passwd', '/etc/passwd'], ['/etc/passwd-', '/etc/passwd/x', '/etc/opasswd']],
    ['node_modules/', ['/node_modules/a', '/a/node_modules/b/c'], ['/node_modules', '/a/node_modules2/b']],
    ['*.d/', ['/etc/a.d/b', '/a.d/b/c'], ['/etc/a.d']],
    ['**', ['/a', '/a/b'], []],
    ['a**b', ['/ab', '/x/a/y/b'], ['/x/ba']],
  ])('%s', (glob, matched, others) => {
    expectMatches(pathMatcher([glob]), matched, others)
  })
})

describe('plain text', () => {
  it('that says a whole path means what is below it as well', () => {
    expectMatches(pathMatcher(['/etc']), ['/etc', '/etc/a', '/etc/a/b'], ['/etcetera', '/usr/etc'])
    expectMatches(pathMatcher(['usr/lib']), ['/usr/lib', '/usr/lib/a'], ['/usr/lib64'])
    expectMatches(pathMatcher(['/']), ['/a', '/a/b'], [])
  })
})

describe('globs', () => {
  it('match where one of them does, and everywhere where there are none', () => {
    expectMatches(pathMatcher(['/a', '*.b']), ['/a', '/x/y.b'], ['/x'])
    expectMatches(pathMatcher([]), ['/a'], [])
  })

  it('for names let a star match slashes', () => {
    expectMatches(nameMatcher(['@types/*', 'lib*']), ['@types/node', '@types/a/b', 'libc6'], ['types/node', 'zlib'])
    expectMatches(nameMatcher(['zlib']), ['zlib'], ['zlib1g', 'a/zlib'])
  })

  it.each(['', '/[a', '/[', '/[]', '/[a-', '/{a,b', '/{{a}', '/a\\', '/[\\'])(
    'that make no sense are refused: %s',
    (glob) => {
      expect(() => pathMatcher([glob])).toThrow(UsageError)
    },
  )

  it('mean what a matcher that tries everything says', () => {
    const piece = fc.constantFrom('a', 'b', '/', '?', '*', '**', '**/', '[ab]', '[!a]', '{a,b}', '{,/a}', '{*/,b}')
    const path = fc
      .array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 })
      .map((characters) => `/${characters.join('')}`)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), path, (pieces, text) => {
        const glob = `/${pieces.join('')}x`
        fc.pre(!text.includes('//') && !/\*\{[*,]/.test(glob)) // stars that only expansion brings together
        expect(pathMatcher([glob])(`${text}x`), `${glob} ${text}x`).toBe(matchesByTrying(glob, `${text}x`))
      }),
      { numRuns: 2000 },
    )
  })

  it('are read and matched whatever they hold', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab/*?[]{},!^-\\x9\n', '\udce9', '😀') })
    fc.assert(
      fc.property(text, text, (glob, path) => {
        let matches: ReturnType<typeof pathMatcher>
        try {
          matches = pathMatcher([glob])
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
          return
        }
        expect(matches(`/${path}`)).toBeTypeOf('boolean')
      }),
      { numRuns: 2000 },
    )
  })

  it('take no time to speak of where backtracking would take years', () => {
    const hostile = `/${'a'.repeat(4000)}`
    for (const glob of [`/${'*a'.repeat(50)}b`, `/${'**/'.repeat(50)}b`, `/${'{a,aa,*}'.repeat(30)}b`])
      expect(pathMatcher([glob])(hostile), glob).toBe(false)
  })

  it('stay right where texts hold more characters than are remembered', () => {
    const matches = pathMatcher(['/?*z'])
    const texts = Array.from({ length: 30_000 }, (_, index) => `/${String.fromCodePoint(0x3000 + index)}z`)
    expect(texts.filter((text) => !matches(text))).toEqual([])
  })
})

function expectMatches(
  matches: (path: string) => boolean,
  matched: readonly string[],
  others: readonly string[],
): void {
  expect({ matched: matched.filter(matches), others: others.filter(matches) }).toEqual({ matched, others: [] })
}

/** As the documentation says it, without any thought for time. */
function matchesByTrying(glob: string, text: string): boolean {
  const brace = /\{([^{}]*)\}/.exec(glob)
  if (brace === null) return matchesPlainly(glob.replace(/\/+/g, '/'), text)
  const { 0: whole, 1: choices, index } = brace
  return choices!
    .split(',')
    .some((choice) => matchesByTrying(glob.slice(0, index) + choice + glob.slice(index + whole.length), text))
}

function matchesPlainly(glob: string, text: string): boolean {
  if (glob === '') return text === ''
  const stars = /^\*+/.exec(glob)?.[0]
  if (stars !== undefined) {
    const most = stars.length > 1 ? text.length : text.search(/\/|$/)
    const rest = glob.slice(stars.length)
    return Array.from({ length: most + 1 }, (_, taken) => taken).some((taken) =>
      matchesPlainly(rest, text.slice(taken)),
    )
  }
  const components = /^\/\*{2,}(\/.*)$/.exec(glob)
  if (components !== null && matchesPlainly(components[1]!, text)) return true
  if (text === '') return false
  const [first] = text
  const set = /^\[(!?)([^\]]+)\]/.exec(glob)
  if (set !== null) {
    const taken = first !== '/' && set[2]!.includes(first!) !== (set[1] === '!')
    return taken && matchesPlainly(glob.slice(set[0].length), text.slice(1))
  }
  return (glob[0] === '?' ? first !== '/' : glob[0] === first) && matchesPlainly(glob.slice(1), text.slice(1))
}
