import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderGateJunit } from '../../src/report/gate-junit.ts'
import { needProgram } from '../support/programs.ts'
import { junitErrors } from '../support/report-schemas.ts'
import { hostileGate, SAMPLE_GATES } from './gate-sample.ts'

const NAMES = Object.keys(SAMPLE_GATES) as (keyof typeof SAMPLE_GATES)[]

describe('JUnit', () => {
  it('reads well', async () => {
    await expect(renderGateJunit(SAMPLE_GATES.fail)).toMatchFileSnapshot('snapshots/gate-fail.junit.xml')
  })

  it('is valid by the schema of Jenkins', (context) => {
    needProgram(context, 'xmllint')
    for (const name of NAMES) expect(junitErrors(renderGateJunit(SAMPLE_GATES[name])), name).toBe('')
  })

  it('is held against a schema that refuses what is wrong', (context) => {
    needProgram(context, 'xmllint')
    expect(junitErrors(renderGateJunit(SAMPLE_GATES.fail).replace('<failure', '<failed'))).not.toBe('')
  })

  it('is valid whatever images say', (context) => {
    needProgram(context, 'xmllint')
    const texts = [
      '',
      ']]>',
      '<!-- a --',
      '&amp; "b\'',
      '\0\u001b[2J\ufffe\uffff\ud800',
      '\u0085\u2028\u202e',
      '%s\r\n\t',
    ]
    for (const text of texts) expect(junitErrors(renderGateJunit(hostileGate(text))), JSON.stringify(text)).toBe('')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(junitErrors(renderGateJunit(hostileGate(text)))).toBe('')
      }),
      { numRuns: 20 },
    )
  })

  it('counts what it has', () => {
    const xml = renderGateJunit(SAMPLE_GATES.skipped)
    expect(xml).toContain('tests="6" failures="0" errors="0" skipped="2"')
    expect(xml.match(/<skipped /g)?.length).toBe(2)
    expect(xml.match(/<testcase /g)?.length).toBe(6)
  })

  it('names a case the same whatever the image is called', () => {
    const cases = (reference: string): string[] => {
      const [image] = SAMPLE_GATES.fail.images
      const xml = renderGateJunit({ ...SAMPLE_GATES.fail, reference, images: [{ ...image!, reference }] })
      return xml.match(/<testcase [^>]*>/g) ?? []
    }
    expect(cases('app:abc')).toEqual(cases('app:def'))
  })
})
