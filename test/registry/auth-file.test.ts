import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { AuthFile } from '../../src/registry/auth-file.ts'

const PATH = '/home/u/.docker/config.json'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const parse = (content: unknown) => AuthFile.parse(JSON.stringify(content), PATH)
const password = (username: string, secret: string) => ({
  kind: 'password',
  username,
  password: secret,
  origin: PATH,
})

describe('AuthFile.credentialsFor', () => {
  test("finds Docker Hub's entry under the key that docker login writes", () => {
    const file = parse({ auths: { 'https://index.docker.io/v1/': { auth: base64('me:secret') } } })
    expect(file.credentialsFor('docker.io', 'library/alpine')).toEqual(password('me', 'secret'))
    expect(file.credentialsFor('ghcr.io', 'a')).toBeNull()
  })

  test('keeps colons in a password', () => {
    const file = parse({ auths: { 'r.example': { auth: base64('me:a:b:c') } } })
    expect(file.credentialsFor('r.example', 'a')).toEqual(password('me', 'a:b:c'))
  })

  test('splits any user name and password as they were joined', () => {
    const username = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !/[:\0\ud800-\udfff]/.test(text))
    const secret = fc.string({ unit: 'binary' }).filter((text) => !/[\0\ud800-\udfff]/.test(text))
    fc.assert(
      fc.property(username, secret, (name, word) => {
        fc.pre(name !== '<token>')
        const file = parse({ auths: { 'r.example': { auth: base64(`${name}:${word}`) } } })
        expect(file.credentialsFor('r.example', 'a')).toEqual(password(name, word))
      }),
    )
  })

  test('reads a user name and password that stand by themselves', () => {
    const file = parse({ auths: { 'r.example:5000': { username: 'me', password: '' } } })
    expect(file.credentialsFor('r.example:5000', 'a')).toEqual(password('me', ''))
    expect(file.credentialsFor('r.example', 'a')).toBeNull()
  })

  test('prefers an identity token', () => {
    const file = parse({ auths: { 'r.example': { auth: base64('00000000:'), identitytoken: 'refresh' } } })
    expect(file.credentialsFor('r.example', 'a')).toEqual({ kind: 'refresh-token', token: 'refresh', origin: PATH })
  })

  test("takes the most specific of podman's keys, and no key of another repository", () => {
    const file = parse({
      auths: {
        'r.example': { auth: base64('host:1') },
        'r.example/team': { auth: base64('team:2') },
        'r.example/team/app': { auth: base64('app:3') },
      },
    })
    expect(file.credentialsFor('r.example', 'team/app')).toEqual(password('app', '3'))
    expect(file.credentialsFor('r.example', 'team/app2')).toEqual(password('team', '2'))
    expect(file.credentialsFor('r.example', 'teams/app')).toEqual(password('host', '1'))
  })

  test("reads old versions' keys, which are URLs", () => {
    const file = parse({ auths: { 'https://r.example/v1/': { auth: base64('me:secret') } } })
    expect(file.credentialsFor('r.example', 'a')).toEqual(password('me', 'secret'))
    expect(file.credentialsFor('r.example.com', 'a')).toBeNull()
  })

  test('passes over the empty entry that Docker leaves where a helper keeps the secret', () => {
    expect(parse({ auths: { 'r.example': {} } }).credentialsFor('r.example', 'a')).toBeNull()
  })

  test('refuses an "auth" that is no user name and password, naming the file and the entry', () => {
    const file = parse({ auths: { 'r.example': { auth: base64('nocolon') } } })
    expect(() => file.credentialsFor('r.example', 'a')).toThrow(UsageError)
    expect(() => file.credentialsFor('r.example', 'a')).toThrow(/config\.json .*r\.example/)
  })
})

describe('AuthFile.helperFor', () => {
  test("prefers a registry's own helper to the one for all", () => {
    const file = parse({ credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud' } })
    expect(file.helperFor('gcr.io')).toBe('gcloud')
    expect(file.helperFor('r.example')).toBe('desktop')
    expect(parse({}).helperFor('r.example')).toBeNull()
  })

  test('takes no property of the prototype for a helper', () => {
    expect(parse({ credHelpers: {} }).helperFor('constructor')).toBeNull()
  })
})

test.each(['', '[]', 'null', '{"auths":', '"text"'])('a file that holds %j is refused by name', (text) => {
  expect(() => AuthFile.parse(text, PATH)).toThrow(UsageError)
  expect(() => AuthFile.parse(text, PATH)).toThrow(PATH)
})

test('an object of any shape is read, or refused as a wrong file', () => {
  const shape = fc.record({ auths: fc.jsonValue(), credHelpers: fc.jsonValue(), credsStore: fc.jsonValue() })
  fc.assert(
    fc.property(shape, (content) => {
      const file = parse(content)
      const registries = ['r.example', ...Object.keys(Object(content.auths))]
      const failures = registries.map((registry) => {
        try {
          file.helperFor(registry)
          file.credentialsFor(registry, 'a')
          return null
        } catch (error) {
          return error
        }
      })
      expect(failures.filter((failure) => failure !== null && !(failure instanceof UsageError))).toEqual([])
    }),
  )
})
