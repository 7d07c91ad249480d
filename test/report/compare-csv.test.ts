import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderCompareCsv } from '../../src/report/compare-csv.ts'
import { renderCsv } from '../../src/report/csv.ts'
import { needProgram } from '../support/programs.ts'
import { sampleComparison } from './compare-sample.ts'

/** What Python's csv module reads. */
function readByPython(csv: string): string[][] {
  const program =
    'import csv, json, sys, io; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline="")))))'
  return JSON.parse(spawnSync('python3', ['-c', program], { input: csv, encoding: 'utf8' }).stdout)
}

describe('CSV', () => {
  it('is a record an image, numbers as they are', () => {
    const [header, first, ...others] = renderCompareCsv(sampleComparison(3)).split('\r\n')
    expect(header).toMatch(/^label,reference,digest,platform,compressedBytes,layerBytes,/)
    expect(first).toMatch(/^alpine-3\.20,oci:images\/alpine-3\.20,,linux\/amd64,3500000,10500000,/)
    expect(first).toContain(',true,/bin/ash; /bin/busybox; /bin/sh,/sbin/apk,')
    expect(others.length).toBe(3) // two images, and what comes after the last line's end
  })

  it('quotes as RFC 4180 says', () => {
    expect(renderCsv([['a,b', 'say "a"', 'plain', null, 5, true]])).toBe('"a,b","say ""a""",plain,,5,true\r\n')
  })

  it.each(['=HYPERLINK("http://a")', '+1', '-1', '@SUM(A1)'])('makes no formula of %s', (text) => {
    expect(renderCsv([[text]])).toMatch(/^"?'/)
  })

  it('shows control characters as escapes', () => {
    expect(renderCsv([['\t=1', '\r\n', '\u001b[2J']])).toBe('\\t=1,\\r\\n,\\x1b[2J\r\n')
  })

  it('is read by others as it was meant, whatever texts it holds', (context) => {
    needProgram(context, 'python3')
    const texts = fc.sample(
      fc
        .string({ unit: fc.constantFrom('a', '"', ',', "'", ';', ' ', '\\', 'ä', '=', '日') })
        .map((text) => `x${text}`),
      200,
    )
    expect(readByPython(renderCsv(texts.map((text) => [text, 'end'])))).toEqual(texts.map((text) => [text, 'end']))
  })
})
