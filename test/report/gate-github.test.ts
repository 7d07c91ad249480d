import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderGateGithub } from '../../src/report/gate-github.ts'
import { onOneLine } from '../../src/report/terminal-text.ts'
import { hostileGate, SAMPLE_GATES, sampleGate, sampleResult } from './gate-sample.ts'

describe('annotations of GitHub Actions', () => {
  it('are an error for what fails, a warning for what warns', async () => {
    await expect(renderGateGithub(SAMPLE_GATES.fail)).toMatchFileSnapshot('snapshots/gate-fail.github.txt')
  })

  it('are notices for notes, and none where there is nothing to say', () => {
    expect(renderGateGithub(SAMPLE_GATES.skipped)).toMatch(/^::notice title=imgpeek gate::There is no baseline yet: /)
    expect(renderGateGithub(SAMPLE_GATES.pass)).toBe('')
  })

  it('escape what would end a property or a line', () => {
    const image = {
      ...SAMPLE_GATES.fail.images[0]!,
      platform: null,
      results: [
        sampleResult({
          outcome: 'fail',
          title: 'A',
          subject: '50%,b:c',
          message: '50%: d,e',
          origin: 'a,b:c.yaml:3:5',
        }),
      ],
    }
    expect(renderGateGithub(sampleGate({ images: [image] }))).toBe(
      '::error file=a%2Cb%3Ac.yaml,line=3,col=5,title=A%3A 50%25%2Cb%3Ac::50%25: d,e\n',
    )
  })

  it('are at most ten of a kind, the last of which counts the others', () => {
    const results = Array.from({ length: 25 }, (_, i) =>
      sampleResult({ outcome: i < 11 ? 'fail' : 'warn', message: `m${i}` }),
    )
    const lines = renderGateGithub(sampleGate({ images: [{ ...SAMPLE_GATES.fail.images[0]!, results }] })).split('\n')
    expect(lines.filter((line) => line.startsWith('::error ')).length).toBe(10)
    expect(lines.filter((line) => line.startsWith('::warning ')).length).toBe(10)
    expect(lines[9]).toBe('::error title=imgpeek gate::and 2 more: see the other reports')
    expect(lines[19]).toBe('::warning title=imgpeek gate::and 5 more: see the other reports')
  })

  it('are read by a runner as they were meant, whatever images say', () => {
    const unit = fc.constantFrom(...'%,:;=]#[\n\r\u2028\u001b 0ADa', '::', '%0A', '##[error]')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const commands = renderGateGithub(hostileGate(text)).trimEnd().split('\n').map(asRunner)
        expect(commands.map(({ name }) => name)).toEqual(['error', 'warning', 'notice', 'notice'])
        for (const { properties } of commands.slice(0, 2))
          expect(properties.map(([key]) => key)).toEqual(['file', 'line', 'col', 'title'])
        expect(commands[0]!.message.split('\n')[0]).toBe(onOneLine(text))
      }),
    )
  })
})

/** A line as the runner of GitHub Actions reads it: `::name key=value,key=value::message`. */
function asRunner(line: string): { name: string; properties: (readonly [string, string])[]; message: string } {
  const end = line.indexOf('::', 2)
  expect(line.startsWith('::') && end > 0).toBe(true)
  const [name = '', ...rest] = line.slice(2, end).split(' ')
  const properties = rest
    .join(' ')
    .split(',')
    .filter((property) => property !== '')
    .map((property) => [property.split('=')[0]!, unescaped(property.slice(property.indexOf('=') + 1))] as const)
  return { name, properties, message: unescaped(line.slice(end + 2)) }
}

/** The runner replaces escape by escape, the percent sign last. */
function unescaped(text: string): string {
  const escapes = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' }
  return Object.entries(escapes).reduce((rest, [written, meant]) => rest.replaceAll(written, meant), text)
}
