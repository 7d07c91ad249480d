import { Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { hasUnicode, readSecret, wantsColor, write } from '../../commands/support/standard-streams.ts'
import { UsageError } from '../../src/errors.ts'

describe('hasUnicode', () => {
  it.each([
    ['no locale', {}, true],
    ['an empty one', { LANG: '' }, true],
    ['UTF-8', { LANG: 'en_US.UTF-8' }, true],
    ['the C locale', { LANG: 'C' }, false],
    ['Latin-1 for characters alone', { LANG: 'de_DE.utf8', LC_CTYPE: 'de_DE.ISO-8859-1' }, false],
    ['UTF-8 over all', { LC_ALL: 'C.utf8', LC_CTYPE: 'C' }, true],
  ])('with %s', (_, env, wanted) => {
    expect(hasUnicode(env)).toBe(wanted)
  })
})

describe('wantsColor', () => {
  const terminal = { isTTY: true }
  const pipe = {}

  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['a pipe with both', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%s', (_, stream, env, wanted) => {
    expect(wantsColor(stream, env)).toBe(wanted)
  })
})

describe('readSecret', () => {
  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    ['with spaces : and\nlines\n', 'with spaces : and\nlines'],
  ])('%j holds %j', async (input, secret) => {
    expect(await readSecret(Readable.from([Buffer.from(input)]))).toBe(secret)
  })

  it('puts characters together that were cut between two chunks', async () => {
    const bytes = Buffer.from('pässwort')
    expect(await readSecret(Readable.from([bytes.subarray(0, 2), bytes.subarray(2)]))).toBe('pässwort')
  })

  it.each(['', '\n'])('has nothing to do with an empty input: %j', async (input) => {
    await expect(readSecret(Readable.from([Buffer.from(input)]))).rejects.toThrow(UsageError)
  })

  it('does not take a whole file for a password', async () => {
    const endless = (async function* () {
      for (;;) yield Buffer.alloc(4096)
    })()
    await expect(readSecret(endless)).rejects.toThrow('more than a password')
  })
})

describe('write', () => {
  /** A stream whose writes fail with this error code. */
  const failing = (code: string): Writable =>
    new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) }).on(
      'error',
      () => {},
    )

  it('is content when the reader has left', async () => {
    await expect(write(failing('EPIPE'), 'text')).resolves.toBeUndefined()
  })

  it('fails when the text cannot be stored', async () => {
    await expect(write(failing('ENOSPC'), 'text')).rejects.toThrow('ENOSPC')
  })
})
