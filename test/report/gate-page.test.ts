import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderGatePage } from '../../src/report/gate-page.ts'
import { columnsOf, printable } from '../../src/report/terminal-text.ts'
import { hostileGate, SAMPLE_GATES, sampleGate, sampleOffender, sampleResult } from './gate-sample.ts'

const style = { width: 80, color: false }
const NAMES = Object.keys(SAMPLE_GATES) as (keyof typeof SAMPLE_GATES)[]

describe('the page of a gate', () => {
  it.each(NAMES)('reads well: %s', async (name) => {
    await expect(await renderGatePage(SAMPLE_GATES[name], style)).toMatchFileSnapshot(`snapshots/gate-${name}.txt`)
  })

  it.each([
    ['pass', 'PASS  1 of 1 rule passed  '],
    ['warn', 'WARN  1 of 5 rules warned  '],
    ['fail', 'FAIL  2 of 7 rules failed, 1 warned  '],
    ['skipped', 'PASS  4 of 4 rules passed, 1 could not be judged  '],
  ] as const)('begins with the verdict: %s', async (name, start) => {
    expect((await renderGatePage(SAMPLE_GATES[name], style)).startsWith(start)).toBe(true)
  })

  it('has what fails before what warns, what grew, and what holds', async () => {
    const page = await renderGatePage(SAMPLE_GATES.fail, style)
    const order = ['  FAIL', '  WARN', '\nWhat grew', '\nWhat holds', '\nFetched 63.4 MB in 9 requests'].map((text) =>
      page.indexOf(text),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
  })

  it('has the platform that fails before the one that does not', async () => {
    const page = await renderGatePage(SAMPLE_GATES.platforms, style)
    expect(page.match(/^\w{4} {2}.*$/gm)).toEqual([
      'FAIL  1 of 9 rules failed  registry.example.com/shop/app:2.0',
      'FAIL  1 of 5 rules failed  linux/arm64/v8',
      'PASS  4 of 4 rules passed  linux/amd64',
    ])
  })

  it('says what it is without a rule', async () => {
    const page = await renderGatePage(sampleGate({ images: [{ ...SAMPLE_GATES.pass.images[0]!, results: [] }] }), style)
    expect(page).toBe(
      'PASS  no rule was judged  registry.example.com/shop/app:2.0\n\nFetched nothing; layers were needed\n',
    )
  })

  it('names some of what is to blame, and says how much more there is', async () => {
    const offenders = Array.from({ length: 8 }, (_, i) => sampleOffender({ path: `/usr/bin/p${i}` }))
    const result = sampleResult({ outcome: 'fail', offenders })
    const page = await renderGatePage(
      sampleGate({ images: [{ ...SAMPLE_GATES.pass.images[0]!, results: [result] }] }),
      style,
    )
    expect(page).toContain('        - /usr/bin/p4\n        - and 3 more: --report json\n')
  })

  it('leaves it to the message to say that an exception has expired', async () => {
    const message = 'There are 9 layers. Its exception (level warn) expired on 2026-10-31.'
    const result = sampleResult({ outcome: 'fail', expires: '2026-10-31', expired: true, message })
    const page = await renderGatePage(
      sampleGate({ images: [{ ...SAMPLE_GATES.pass.images[0]!, results: [result] }] }),
      style,
    )
    expect(page.match(/2026-10-31/g)).toHaveLength(1)
  })

  it('is the same in colour, but for the colour', async () => {
    const colored = await renderGatePage(SAMPLE_GATES.fail, { ...style, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(await renderGatePage(SAMPLE_GATES.fail, style))
  })

  it('fits its columns and acts on no terminal, whatever images say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 60, max: 120 }),
        async (text, width) => {
          for (const line of (await renderGatePage(hostileGate(text), { width, color: false }))
            .slice(0, -1)
            .split('\n')) {
            expect(printable(line)).toBe(line)
            expect(columnsOf(line)).toBeLessThanOrEqual(width)
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})
