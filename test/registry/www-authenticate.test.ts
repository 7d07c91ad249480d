import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWwwAuthenticate } from '../../src/registry/www-authenticate.ts'

/** As a plain object, for comparing. */
function read(header: string | string[] | undefined) {
  return parseWwwAuthenticate(header).map(({ scheme, parameters }) => ({ scheme, ...Object.fromEntries(parameters) }))
}

describe('parseWwwAuthenticate', () => {
  test("reads Docker Hub's challenge", () => {
    expect(read('Bearer realm="https://auth.docker.io/token",service="registry.docker.io"')).toEqual([
      { scheme: 'bearer', realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
    ])
  })

  test('keeps commas and undoes escapes in quoted strings', () => {
    expect(
      read(String.raw`Bearer realm="https://a/t",scope="repository:a:pull,push",error="say \"hi\" \\ bye"`),
    ).toEqual([
      { scheme: 'bearer', realm: 'https://a/t', scope: 'repository:a:pull,push', error: String.raw`say "hi" \ bye` },
    ])
  })

  test('tells several challenges in one header apart from the parameters of one', () => {
    // The example of RFC 9110, section 11.6.1.
    expect(read('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""')).toEqual([
      { scheme: 'basic', realm: 'simple' },
      { scheme: 'newauth', realm: 'apps', type: '1', title: 'Login to "apps"' },
    ])
  })

  test('takes several headers for one list', () => {
    expect(read(['Bearer realm="a"', 'Basic realm="b"'])).toEqual([
      { scheme: 'bearer', realm: 'a' },
      { scheme: 'basic', realm: 'b' },
    ])
  })

  test('passes over a token68, and over schemes without parameters', () => {
    expect(read('Negotiate YII=, NTLM, Basic realm="x"')).toEqual([
      { scheme: 'negotiate' },
      { scheme: 'ntlm' },
      { scheme: 'basic', realm: 'x' },
    ])
  })

  test('ignores the case of schemes and parameter names, white space around "=", and empty list elements', () => {
    expect(read(',, BEARER Realm = "a" ,, SERVICE=b ,')).toEqual([{ scheme: 'bearer', realm: 'a', service: 'b' }])
  })

  test('keeps the first of a repeated parameter, so that a later one cannot redirect a login', () => {
    expect(read('Bearer realm="https://good/", realm="https://evil/"')).toEqual([
      { scheme: 'bearer', realm: 'https://good/' },
    ])
  })

  test('has no challenge where there is no header', () => {
    expect(read(undefined)).toEqual([])
    expect(read('')).toEqual([])
  })

  test('leaves out a quoted string that does not end', () => {
    expect(read('Basic realm="a", Bearer realm="b')).toEqual([{ scheme: 'basic', realm: 'a' }, { scheme: 'bearer' }])
  })

  test('reads back whatever is written by the grammar', () => {
    const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/)
    const challenge = fc.record({
      scheme: token,
      parameters: fc.uniqueArray(fc.tuple(token, fc.string(), fc.boolean()), {
        minLength: 1,
        maxLength: 5,
        selector: ([name]) => name.toLowerCase(),
      }),
    })
    const written = (value: string, quoted: boolean): string =>
      !quoted && /^[\w.-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`

    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
        const header = challenges
          .map(({ scheme, parameters }) => {
            const list = parameters.map(([name, value, quoted]) => `${name}=${written(value, quoted)}`)
            return `${scheme} ${list.join(', ')}`
          })
          .join(', ')
        expect(
          parseWwwAuthenticate(header).map(({ scheme, parameters }) => ({ scheme, parameters: [...parameters] })),
        ).toEqual(
          challenges.map(({ scheme, parameters }) => ({
            scheme: scheme.toLowerCase(),
            parameters: parameters.map(([name, value]) => [name.toLowerCase(), value]),
          })),
        )
      }),
    )
  })

  test('never throws, and makes up nothing, whatever it is given', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('A', 'a', '=', '"', ',', '\\', ' ', '\t', ';', '%', '\0', 'é'),
      maxLength: 200,
    })
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), (header) => {
        const text = header.toLowerCase()
        for (const { scheme, parameters } of parseWwwAuthenticate(header)) {
          expect(text).toContain(scheme)
          for (const name of parameters.keys()) expect(text).toContain(name)
        }
      }),
    )
  })
})
