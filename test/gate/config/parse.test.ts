import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { parseConfig } from '../../../src/gate/config/parse.ts'

/** The rules of a configuration, without their budgets' other properties. */
function rulesOf(text: string) {
  return parseConfig(text, '.imgpeek.yaml').rules.map(({ budget: { key }, rule, terms }) => ({
    key,
    ...rule,
    ...terms,
  }))
}

/** What is said of a configuration that is refused. */
function refusal(text: string): string {
  try {
    parseConfig(text, 'x.yaml')
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error('It was not refused.')
}

const USUAL = { level: 'error', reason: null, expires: null }

describe('a configuration', () => {
  it('names an image and a baseline, by paths relative to itself', () => {
    const text = 'image: oci:layouts/app\nbaseline: .imgpeek-baseline.json\nbudgets: {layerCount: 3}'
    expect(parseConfig(text, '../.imgpeek.yaml')).toMatchObject({
      file: '../.imgpeek.yaml',
      image: 'oci:../layouts/app',
      baseline: '../.imgpeek-baseline.json',
    })
    const named = parseConfig('image: app:1.0\nbaseline: ghcr.io/acme/app:main', '../.imgpeek.yaml')
    expect([named.image, named.baseline]).toEqual(['app:1.0', 'ghcr.io/acme/app:main'])
  })

  it('has rules of every shape, each with the place where it stands', () => {
    const text = [
      'platforms: [linux/amd64]',
      'budgets:',
      '  compressedSize: 20MB',
      '  efficiency: 95%',
      '  layerCount: 12',
      '  packageSize:',
      "    'deb:python3*': 20MiB",
      "    'npm:*': {growth: +1MB}",
      '  deniedPackages:',
      '    - bash',
      '    - {match: perl-base, level: warn}',
      '  allowedBases: [alpine, distroless]',
      '  shells: denied',
      '  caCertificates: true',
    ]
    const at = (position: string) => ({
      ...USUAL,
      names: [],
      number: {},
      subject: null,
      origin: `.imgpeek.yaml:${position}`,
    })
    const rules = rulesOf(text.join('\n'))
    expect(rules).toHaveLength(11)
    expect(rules).toEqual(
      expect.arrayContaining([
        { ...at('1:13'), key: 'platforms', subject: 'linux/amd64' },
        { ...at('3:3'), key: 'compressedSize', number: { limit: 20_000_000 } },
        { ...at('4:3'), key: 'efficiency', number: { limit: 0.95 } },
        { ...at('5:3'), key: 'layerCount', number: { limit: 12 } },
        { ...at('7:5'), key: 'packageSize', subject: 'deb:python3*', number: { limit: 20 * 2 ** 20 } },
        { ...at('8:5'), key: 'packageSize', subject: 'npm:*', number: { growth: { by: 'amount', value: 1_000_000 } } },
        { ...at('10:7'), key: 'deniedPackages', subject: 'bash' },
        { ...at('11:7'), key: 'deniedPackages', subject: 'perl-base', level: 'warn' },
        { ...at('12:3'), key: 'allowedBases', names: ['alpine', 'distroless'] },
        { ...at('13:3'), key: 'shells' },
        { ...at('14:3'), key: 'caCertificates' },
      ]),
    )
  })

  it('gives a rule of any shape a level, a reason and a day on which it expires', () => {
    const written = "level: warn, reason: 'until the split', expires: 2027-01-31"
    const text = `
      platforms: [{match: linux/arm64, ${written}}]
      budgets:
        compressedSize: {limit: 1MB, ${written}}
        layerCount: {growth: +0, ${written}}
        efficiency: {limit: 0.9, ${written}}
        pathSize: {/usr/share: {limit: 0, ${written}}}
        deniedPaths: [{match: '*.pem', ${written}}]
        allowedLibc: {names: [musl], ${written}}
        rootUser: {${written}}
    `
    const rules = rulesOf(text)
    expect(rules).toHaveLength(8)
    for (const rule of rules) {
      expect(rule).toMatchObject({ level: 'warn', reason: 'until the split', expires: '2027-01-31' })
    }
  })

  it.for([
    ['compressedSize: 20MB', { limit: 20_000_000 }],
    ['compressedSize: 20 MiB', { limit: 20_971_520 }],
    ['compressedSize: 1.5kB', { limit: 1500 }],
    ['compressedSize: 0', { limit: 0 }],
    ["compressedSize: '512'", { limit: 512 }],
    ['compressedSize: +5%', { growth: { by: 'percent', value: 5 } }],
    ['compressedSize: + 2.5 %', { growth: { by: 'percent', value: 2.5 } }],
    ['compressedSize: +10MB', { growth: { by: 'amount', value: 10_000_000 } }],
    ['compressedSize: +0', { growth: { by: 'amount', value: 0 } }],
    ['compressedSize: {limit: 1MiB, growth: +1kB}', { limit: 2 ** 20, growth: { by: 'amount', value: 1000 } }],
    ['layerCount: 2', { limit: 2 }],
    ['layerCount: +2', { growth: { by: 'amount', value: 2 } }],
    ['layerCount: "+2"', { growth: { by: 'amount', value: 2 } }],
    ['layerCount: {growth: +2}', { growth: { by: 'amount', value: 2 } }],
    ['layerCount: {growth: 2}', { growth: { by: 'amount', value: 2 } }],
    ['layerCount: +50%', { growth: { by: 'percent', value: 50 } }],
    ['efficiency: 95%', { limit: 0.95 }],
    ['efficiency: 0.95', { limit: 0.95 }],
    ['efficiency: 100%', { limit: 1 }],
    ['diveWastedPercent: 7%', { limit: 0.07 }],
  ] as const)('takes numbers as people write them: %s', ([text, number]) => {
    expect(rulesOf(`budgets: {${text}}`)).toMatchObject([{ number }])
  })

  it('may be JSON, with tabs, and the key of another file', () => {
    const text = '{\n\t"name": "app",\n\t"imgpeek": {\n\t\t"budgets": {"layerCount": "+2"}\n\t}\n}\n'
    const { rules } = parseConfig(text, 'package.json', ['imgpeek'])
    expect(rules.map(({ terms }) => terms.origin)).toEqual(['package.json:4:15'])
    expect(() => parseConfig(text.replace('+2', '2MB'), 'package.json', ['imgpeek'])).toThrow(
      /^package\.json:4:15: "2MB" is not a whole number/,
    )
  })
})

describe('a configuration that is wrong is refused with line, column and what is allowed', () => {
  it.for([
    ['budgts: {}', '1:1: "budgts" is not known; did you mean "budgets"?'],
    ['budgets:\n  compresedSize: 1', '2:3: "compresedSize" is not known; did you mean "compressedSize"?'],
    ['budgets:\n  speed: 1', '2:3: "speed" is not known; budgets is a map that has compressedSize, '],
    [
      'budgets:\n  layerCount: 1\n  fileCount: {limit: 3, levle: warn}',
      '3:25: "levle" is not known; did you mean "level"?',
    ],
    ['budgets: {deniedPackages: [a, {mach: b}]}', '1:32: "mach" is not known; did you mean "match"?'],
    ['budgets: {__proto__: 1}', '1:11: "__proto__" is not known'],
    [
      'budgets:\n  compressedSize: 20MX',
      '2:3: "20MX" is not a size; write 20MB (1000) or 20MiB (1024), or +5% or +10MB for',
    ],
    ['budgets:\n  compressedSize: 20M', '2:3: "20M" is not a size'],
    ['budgets:\n  compressedSize: 5%', '2:3: "5%" is not a size'],
    ['budgets:\n  compressedSize: -1', '2:3: a size is not negative'],
    ['budgets:\n  compressedSize: 1.5', '2:3: compressedSize is a size; write'],
    ['budgets:\n  compressedSize: 99999999TB', '2:3: "99999999TB" is not a size'],
    ['budgets:\n  compressedSize: [1]', '2:3: compressedSize is a size; write'],
    ['budgets:\n  compressedSize:', '2:3: compressedSize is a size; write'],
    ['budgets:\n  compressedSize: {level: warn}', '2:3: compressedSize has neither a limit nor growth'],
    ['budgets:\n  compressedSize: {growth: 5%}', '2:20: "5%" is not growth; write +5% or +10MB'],
    ['budgets:\n  layerCount: 12MB', '2:3: "12MB" is not a whole number; write 12, or +2 or +5% for growth'],
    ['budgets:\n  layerCount: 1.5', '2:3: layerCount is a whole number; write 12'],
    ['budgets:\n  efficiency: 95', '2:3: a share is at most 1; write 95% or 0.95'],
    ['budgets:\n  efficiency: 101%', '2:3: "101%" is not a share; write 95% or 0.95'],
    ['budgets:\n  efficiency: +5%', '2:3: "+5%" is not a share'],
    ['budgets:\n  efficiency: {limit: 1, growth: +1}', '2:26: "growth" is not known'],
    ['budgets:\n  pathSize: 20MB', '2:3: pathSize is a map from patterns to sizes'],
    ['budgets:\n  pathSize: {/a: 1, /b: 2XB}', '2:21: "2XB" is not a size'],
    ['budgets:\n  pathSize: {/a: [1]}', '2:14: an entry of pathSize is a size'],
    ['budgets:\n  deniedPackages: bash', '2:3: deniedPackages is a list'],
    ['budgets:\n  deniedPackages: [bash, 3]', '2:26: an item of deniedPackages is text, or'],
    ['budgets:\n  deniedPackages: [""]', '2:20: an item of deniedPackages is empty'],
    ['budgets:\n  deniedPackages:\n  - a\n  - deb:b@<', '4:5: '],
    ['budgets:\n  deniedPackages: [{level: warn}]', '2:20: an item of deniedPackages'],
    ['budgets:\n  allowedBases: alpine', '2:3: allowedBases is a list of names'],
    ['budgets:\n  allowedBases: [3]', '2:18: a name of allowedBases is text'],
    ['budgets:\n  shells: allowed', '2:3: shells is denied, or has level, reason or expires'],
    ['budgets:\n  shells: false', '2:3: shells is denied, or'],
    ['budgets:\n  caCertificates: denied', '2:3: caCertificates is required, or'],
    ['budgets:\n  shells: {level: fatal}', '2:12: level is error, warn or off'],
    ['budgets:\n  shells: {reason: 3}', '2:12: reason is text'],
    ['budgets:\n  shells: {expires: soon}', '2:12: expires is a date, such as 2027-01-31'],
    ['budgets:\n  shells: {expires: 2027-02-29}', '2:12: expires is a date that is in no calendar'],
    ['platforms: [linux/amd64, linux]', '1:26: "linux" is not a platform; write OS/ARCHITECTURE'],
    ['platforms: linux/amd64', '1:1: platforms is a list'],
    ['image: Acme/App', '1:1: "Acme/App" is not an image name'],
    ['baseline: Acme/App', '1:1: "Acme/App" is not an image name'],
    ['baseline: 3', '1:1: baseline is a file or an image'],
    ['', '1:1: a configuration is a map that has $schema, image, baseline, platforms, budgets'],
    ['- a', '1:1: a configuration is a map'],
    ['budgets: {layerCount: 1, layerCount: 2}', '1:26: this is no YAML: Map keys must be unique'],
    ['a: b: c', '1:4: this is no YAML'],
    ['a: 1\n---\nb: 2', '2:1: a configuration is one YAML document'],
  ])('%j', ([text, message]) => {
    expect(refusal(text!)).toContain(`x.yaml:${message}`)
  })

  it('ends like a sentence', () => {
    expect(refusal('budgts: {}')).toMatch(/[^?]\?$/)
    expect(refusal('platforms: 3')).toMatch(/[^.]\.$/)
  })
})

test('a configuration is read or refused, whatever stands in it', () => {
  const line = fc.constantFrom(
    'budgets:',
    '  compressedSize: +5%',
    '  layerCount: {limit: 3}',
    '  pathSize:',
    '    __proto__: 3',
    "    '/a': 0",
    '  shells: denied',
    'platforms: [linux/amd64]',
    '&a x: *a',
    '- ',
    '}',
    '\t',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 8 }), (lines) => {
      try {
        for (const { terms } of parseConfig(lines.join('\n'), 'x').rules) expect(terms.origin).toMatch(/^x:\d+:\d+$/)
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
      }
    }),
  )
})
