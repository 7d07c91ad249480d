import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBuildInfo } from '../../../../src/catalogers/packages/golang/build-info.ts'

const lines = (...given: string[]) => `${given.join('\n')}\n`

describe('parseBuildInfo', () => {
  it('reads the main module, what it depends on and the commit', () => {
    const text = lines(
      'path\texample.com/hello/cmd/hello',
      'mod\texample.com/hello\tv1.2.0\th1:abc=',
      'dep\trsc.io/quote\tv1.5.2\th1:def=',
      'dep\trsc.io/sampler\tv1.3.0\th1:ghi=',
      'build\t-compiler=gc',
      'build\tvcs=git',
      'build\tvcs.revision=0123456789abcdef',
      'build\tvcs.time=2026-01-02T03:04:05Z',
      'build\tvcs.modified=true',
    )
    expect(parseBuildInfo('go1.26.1', text)).toEqual({
      goVersion: 'go1.26.1',
      path: 'example.com/hello/cmd/hello',
      main: { path: 'example.com/hello', version: 'v1.2.0' },
      dependencies: [
        { path: 'rsc.io/quote', version: 'v1.5.2' },
        { path: 'rsc.io/sampler', version: 'v1.3.0' },
      ],
      vcs: { system: 'git', revision: '0123456789abcdef', time: '2026-01-02T03:04:05Z', modified: true },
    })
  })

  it('takes a replacement for what it replaces, and keeps the name of what a directory replaces', () => {
    const text = lines(
      'mod\texample.com/hello\t(devel)\t',
      'dep\tgolang.org/x/text\tv0.7.0',
      '=>\texample.com/fork/text\tv0.14.0\th1:abc=',
      'dep\texample.com/local\tv1.0.0',
      '=>\t./local\t(devel)\t',
      'dep\texample.com/older\tv1.0.0',
      '=>\t../older\t\t',
    )
    expect(parseBuildInfo('go1.17', text).dependencies).toEqual([
      { path: 'example.com/fork/text', version: 'v0.14.0' },
      { path: 'example.com/local', version: '(devel)' },
      { path: 'example.com/older', version: '(devel)' },
    ])
  })

  it('has nothing but the toolchain where modules were not used', () => {
    expect(parseBuildInfo('go1.12', '')).toEqual({ goVersion: 'go1.12', dependencies: [] })
  })

  it('refuses more modules than any program has', () => {
    expect(() => parseBuildInfo('go1.26', 'dep\ta\tv1\n'.repeat(10_001))).toThrow(/more than 10000 modules/)
  })

  it('reads any text', () => {
    const line = fc.tuple(fc.constantFrom('path', 'mod', 'dep', '=>', 'build', ''), fc.string(), fc.string())
    fc.assert(
      fc.property(fc.array(line), (given) => {
        const text = given.map((fields) => fields.join('\t')).join('\n')
        const { dependencies } = parseBuildInfo('go1.26', text)
        expect(dependencies.length).toBeLessThanOrEqual(text.split('\n').length)
      }),
    )
  })
})
