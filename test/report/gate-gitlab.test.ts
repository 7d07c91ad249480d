import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderGateCodeQuality } from '../../src/report/gate-codequality.ts'
import { renderGateMetrics } from '../../src/report/gate-metrics.ts'
import { need } from '../support/programs.ts'
import { codeQualityErrors } from '../support/report-schemas.ts'
import { hostileGate, SAMPLE_GATES, sampleGate, sampleResult } from './gate-sample.ts'

const NAMES = Object.keys(SAMPLE_GATES) as (keyof typeof SAMPLE_GATES)[]

describe("GitLab's Code Quality", () => {
  it('reads well', async () => {
    await expect(renderGateCodeQuality(SAMPLE_GATES.fail)).toMatchFileSnapshot('snapshots/gate-fail.codequality.txt')
  })

  it.each(NAMES)('is valid by what GitLab documents: %s', (name) => {
    expect(codeQualityErrors(JSON.parse(renderGateCodeQuality(SAMPLE_GATES[name])))).toEqual([])
  })

  it('is an empty list where nothing is wrong', () => {
    expect(JSON.parse(renderGateCodeQuality(SAMPLE_GATES.pass))).toEqual([])
  })

  it('is valid, with fingerprints of which no two are the same, whatever images say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (text) => {
        const report: { fingerprint: string }[] = JSON.parse(renderGateCodeQuality(hostileGate(text)))
        expect(codeQualityErrors(report)).toEqual([])
        expect(new Set(report.map(({ fingerprint }) => fingerprint)).size).toBe(2)
      }),
    )
  })
})

describe("GitLab's metrics", () => {
  it('read well', async () => {
    await expect(renderGateMetrics(SAMPLE_GATES.platforms)).toMatchFileSnapshot('snapshots/gate-platforms.metrics.txt')
  })

  it('are the same whatever the image is called', () => {
    const [image] = SAMPLE_GATES.fail.images
    const metrics = (reference: string): string =>
      renderGateMetrics(sampleGate({ reference, images: [{ ...image!, reference }] }))
    expect(metrics('app:abc')).toBe(metrics('app:def'))
  })

  it('have one value of the same name and labels', () => {
    const results = [sampleResult(), sampleResult({ outcome: 'warn', level: 'warn', limit: 10 })]
    const text = renderGateMetrics(sampleGate({ images: [{ ...SAMPLE_GATES.pass.images[0]!, results }] }))
    expect(text.match(/^imgpeek_layer_count.*$/gm)).toEqual(['imgpeek_layer_count{platform="linux/amd64"} 9'])
  })

  it('have the lines of OpenMetrics, whatever images say', () => {
    const label = String.raw`[a-z_]+="(?:[^\n"\\]|\\[n"\\])*"`
    const line = new RegExp(
      `^(?:# (?:TYPE|UNIT|HELP) [a-z_]+ .*|[a-z_]+(?:\\{${label}(?:,${label})*\\})? [\\d.e+-]+|# EOF)$`,
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\\{}=,\n\r# 1a', '\u2028'), maxLength: 40 }), (text) => {
        const lines = renderGateMetrics(hostileGate(text)).split('\n')
        expect(lines.slice(-2)).toEqual(['# EOF', ''])
        for (const each of lines.slice(0, -1)) expect(each).toMatch(line)
      }),
    )
  })

  it('are read by the client library of Prometheus, whatever images say', (context) => {
    need(context, readByPrometheus('# EOF\n').status === 0, 'python3-prometheus-client is not installed')
    const gates = [...Object.values(SAMPLE_GATES), ...['a"b\\c\nd', '\\', '\\n"', '{}=,# EOF'].map(hostileGate)]
    for (const gate of gates) {
      const { status, stdout, stderr } = readByPrometheus(renderGateMetrics(gate))
      expect(status, stderr).toBe(0)
      expect(stdout).toContain('imgpeek_gate_failures')
    }
    expect(readByPrometheus(renderGateMetrics(SAMPLE_GATES.fail)).stdout).toContain(
      "imgpeek_package_size_bytes {'platform': 'linux/amd64', 'subject': 'npm:*'} 48000000",
    )
  })
})

/** The samples of a text, a line each, as Prometheus' library for Python reads it (Debian's python3-prometheus-client). */
function readByPrometheus(text: string): { status: number | null; stdout: string; stderr: string } {
  const script = `import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for sample in family.samples:
        print(sample.name, sample.labels, sample.value)`
  return spawnSync('/usr/bin/python3', ['-c', script], { input: text, encoding: 'utf8' })
}
