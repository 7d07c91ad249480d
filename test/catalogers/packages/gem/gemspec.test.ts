import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGemspec } from '../../../../src/catalogers/packages/gem/gemspec.ts'

/** As RubyGems 3.3 wrote it, shortened. */
const CSV = `# -*- encoding: utf-8 -*-
# stub: csv 3.2.2 ruby lib

Gem::Specification.new do |s|
  s.name = "csv".freeze
  s.version = "3.2.2"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.require_paths = ["lib".freeze]
  s.authors = ["James Edward Gray II".freeze, "Kouhei Sutou".freeze]
  s.description = "The CSV library, with s.name = \\"quoted\\".".freeze
  s.files = ["LICENSE.txt".freeze, "lib/csv.rb".freeze]
  s.licenses = ["Ruby".freeze, "BSD-2-Clause".freeze]
  s.summary = "CSV Reading and Writing".freeze

  if s.respond_to? :add_runtime_dependency then
    s.add_runtime_dependency(%q<stringio>.freeze, ["~> 3.0", ">= 3.0.1"])
    s.add_development_dependency(%q<bundler>.freeze, [">= 0"])
  else
    s.add_dependency(%q<stringio>.freeze, ["~> 3.0", ">= 3.0.1"])
    s.add_dependency(%q<bundler>.freeze, [">= 0"])
  end
end
`

/** As RubyGems 3.5 writes it, shortened. */
const NOKOGIRI = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.16.2 x86_64-linux lib

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.16.2"
  s.platform = "x86_64-linux".freeze

  s.licenses = ["MIT".freeze]
  s.specification_version = 4

  s.add_runtime_dependency(%q<racc>.freeze, ["~> 1.4".freeze])
  s.add_dependency(%q<mini_portile2>.freeze, ["~> 2.8.2".freeze])
  s.add_development_dependency(%q<rake>.freeze, ["~> 13".freeze])
end
`

describe('parseGemspec', () => {
  it('reads a gem that runs anywhere, without what it was developed with', () => {
    expect(parseGemspec(CSV)).toEqual({
      name: 'csv',
      version: '3.2.2',
      platform: null,
      licenses: ['Ruby', 'BSD-2-Clause'],
      dependencies: ['stringio (~> 3.0, >= 3.0.1)'],
      files: ['LICENSE.txt', 'lib/csv.rb'],
    })
  })

  it('reads a gem of one platform', () => {
    expect(parseGemspec(NOKOGIRI)).toEqual({
      name: 'nokogiri',
      version: '1.16.2',
      platform: 'x86_64-linux',
      licenses: ['MIT'],
      dependencies: ['racc (~> 1.4)', 'mini_portile2 (~> 2.8.2)'],
      files: [],
    })
  })

  it('reads a specification without a stub', () => {
    const text = NOKOGIRI.split('\n').toSpliced(1, 1).join('\n')
    expect(parseGemspec(text)).toEqual(parseGemspec(NOKOGIRI))
  })

  it('names no gem without a name or a version', () => {
    expect(parseGemspec('Gem::Specification.new do |s|\n  s.name = "a"\nend\n')).toBeUndefined()
    expect(parseGemspec('')).toBeUndefined()
  })

  it('reads the strings that Ruby wrote', () => {
    const literal = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}".freeze`
    const text = fc.stringMatching(/^[ -~]{1,20}$/)
    fc.assert(
      fc.property(text, fc.array(text), (name, licenses) => {
        const lines = [
          `  s.name = ${literal(name)}`,
          '  s.version = "1"',
          `  s.licenses = [${licenses.map(literal).join(', ')}]`,
        ]
        expect(parseGemspec(lines.join('\n'))).toMatchObject({ name, licenses })
      }),
    )
  })

  it('takes any text', () => {
    const fragments = fc.constantFrom(
      '  s.name = ',
      '"a"',
      '"',
      '\\',
      '%q<',
      '\n',
      's.add_dependency(',
      '# stub: ',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string())), (pieces) => {
        const found = parseGemspec(pieces.join(''))
        expect(found === undefined || (found.name !== '' && found.version !== '')).toBe(true)
      }),
    )
  })

  it('is done with a long line of quotes that do not end', () => {
    expect(parseGemspec(`  s.licenses = ${'"\\'.repeat(2 ** 20)}`)).toBeUndefined()
    expect(parseGemspec(`  s.licenses = ${'%q<'.repeat(2 ** 20)}`)).toBeUndefined()
  })
})
