import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GateDocument } from '../../src/report/gate-document.ts'
import { renderGateSarif } from '../../src/report/gate-sarif.ts'
import { sarifErrors } from '../support/report-schemas.ts'
import { hostileGate, SAMPLE_GATES, sampleGate, sampleResult } from './gate-sample.ts'

const NAMES = Object.keys(SAMPLE_GATES) as (keyof typeof SAMPLE_GATES)[]

describe('SARIF', () => {
  it('reads well', async () => {
    await expect(renderGateSarif(SAMPLE_GATES.fail)).toMatchFileSnapshot('snapshots/gate-fail.sarif')
  })

  it.each(NAMES)('is valid by the published schema: %s', (name) => {
    expect(sarifErrors(JSON.parse(renderGateSarif(SAMPLE_GATES[name])))).toEqual([])
  })

  it('is held against a schema that refuses what is wrong', () => {
    expect(
      sarifErrors(JSON.parse(renderGateSarif(SAMPLE_GATES.fail).replace('"level": "error"', '"level": "bad"'))),
    ).not.toEqual([])
  })

  it('is valid whatever images say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(sarifErrors(JSON.parse(renderGateSarif(hostileGate(text))))).toEqual([])
      }),
    )
  })

  it('gives each result what GitHub asks for: a rule, a location with its whole region, a fingerprint', () => {
    const { tool, results } = runOf(SAMPLE_GATES.fail)
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['compressedSize', 'error'],
      ['deniedPackages', 'error'],
      ['contentSize', 'warning'],
    ])
    for (const { ruleId, ruleIndex, locations, partialFingerprints } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      expect(locations.length).toBe(1)
      expect(Object.keys(locations[0]!.physicalLocation.region)).toEqual([
        'startLine',
        'startColumn',
        'endLine',
        'endColumn',
      ])
      expect(Object.keys(partialFingerprints)).toEqual(['primaryLocationLineHash'])
    }
  })

  it('puts a rule where it was written, and one of a flag into the configuration or the Dockerfile', () => {
    const place = (origin: string, config: string | null): string => {
      const image = { ...SAMPLE_GATES.fail.images[0]!, results: [sampleResult({ outcome: 'fail', origin })] }
      const { artifactLocation, region } = runOf(sampleGate({ config, images: [image] })).results[0]!.locations[0]!
        .physicalLocation
      return `${artifactLocation.uri} ${region.startLine} ${region.startColumn}`
    }
    expect(place('.imgpeek.yaml:3:5', '.imgpeek.yaml')).toBe('.imgpeek.yaml 3 5')
    expect(place('package.json:12', 'package.json')).toBe('package.json 12 1')
    expect(place('--max-size', 'ci/gate.json')).toBe('ci/gate.json 1 1')
    expect(place('--max-size', null)).toBe('Dockerfile 1 1')
    expect(place('././a.yaml:3:5', null)).toBe('a.yaml 3 5')
    expect(place('/work space/a#b.yaml:3:5', null)).toBe('file:///work%20space/a%23b.yaml 3 5')
  })

  it('knows a rule again when figures, the image, or its line have changed, and tells rules apart', () => {
    const [compressed] = SAMPLE_GATES.fail.images[0]!.results
    const prints = (...results: (typeof compressed)[]): unknown[] => {
      const image = { ...SAMPLE_GATES.fail.images[0]!, results: results.map((result) => result!) }
      return runOf(sampleGate({ images: [image] })).results.map(
        ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
      )
    }
    const first = prints(compressed)
    expect(
      prints({ ...compressed!, actual: 1, message: 'else', origin: '.imgpeek.yaml:99:3', outcome: 'warn' }),
    ).toEqual(first)
    const others = prints(
      compressed,
      compressed,
      { ...compressed!, subject: 'a' },
      { ...compressed!, budget: 'contentSize' },
    )
    expect(new Set(others).size).toBe(4)
    expect(others[0]).toBe(first[0])
  })

  it('has no links or placeholders that an image made', () => {
    const image = {
      ...SAMPLE_GATES.fail.images[0]!,
      platform: null,
      results: [sampleResult({ outcome: 'fail', message: '[a](0) {0} {b} [c]' })],
    }
    expect(runOf(sampleGate({ images: [image] })).results[0]!.message.text).toBe('\\[a](0) {{0}} {b} [c]')
  })
})

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
  readonly results: readonly {
    readonly ruleId: string
    readonly ruleIndex: number
    readonly level: string
    readonly message: { readonly text: string }
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string }
        readonly region: { readonly startLine: number; readonly startColumn: number }
      }
    }[]
    readonly partialFingerprints: Readonly<Record<string, string>>
  }[]
}

function runOf(document: GateDocument): Run {
  return JSON.parse(renderGateSarif(document)).runs[0]
}
