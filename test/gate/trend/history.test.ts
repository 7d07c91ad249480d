import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRuns } from '../../../src/gate/trend/read-runs.ts'
import { appendRuns, commitOfCi, readRuns, runsOf, runTime, UnavailableError, UsageError } from '../../../src/index.ts'
import { baselineWith } from '../../support/gated-image.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { runAt } from '../../support/trend-of.ts'

const scratch = temporaryDirectory()
let files = 0
const newFile = (): string => join(scratch, `history-${files++}.jsonl`)

describe('a history', () => {
  it('has a line for each image of each run', async () => {
    const file = newFile()
    const images = [baselineWith({ figures: { layerCount: 3 } }), baselineWith({ figures: { layerCount: 4 } })]
    const origin = { time: '2026-11-21T12:00:00Z', commit: 'abc1234' }
    const runs = runsOf({ schemaVersion: 1, kind: 'imgpeek-baseline', images }, origin)
    await appendRuns(file, runs)
    await appendRuns(file, runs.slice(0, 1))
    expect(readFileSync(file, 'utf8').match(/\n/g)).toHaveLength(3)
    const history = await readRuns(file)
    expect(history.broken).toEqual([])
    expect(history.runs.map(({ time, commit, figures }) => [time, commit, figures.layerCount])).toEqual([
      [origin.time, 'abc1234', 3],
      [origin.time, 'abc1234', 4],
      [origin.time, 'abc1234', 3],
    ])
  })

  it('loses no line where many programs write at once', async () => {
    const file = newFile()
    const writer = fileURLToPath(new URL('./runs-writer.ts', import.meta.url))
    const writers = Array.from({ length: 3 }, (_, index) =>
      spawn(process.execPath, [writer, file, String(index), '40']),
    )
    await Promise.all(writers.map((child) => once(child, 'exit')))
    const { runs, broken } = await readRuns(file)
    const commits = runs.map(({ commit }) => commit)
    expect([broken, commits.length, new Set(commits).size]).toEqual([[], 120, 120])
  })

  it('goes on behind a line that was cut off, which is passed over', async () => {
    const file = newFile()
    await appendRuns(file, [runAt('2026-01-01', {})])
    appendFileSync(file, '{"schemaVersion":1,"kind":"imgpeek-r')
    expect(await readRuns(file)).toMatchObject({ runs: [{ time: '2026-01-01T00:00:00Z' }], broken: [2] })
    await appendRuns(file, [runAt('2026-01-02', {})])
    expect(await readRuns(file)).toMatchObject({ runs: [{}, { time: '2026-01-02T00:00:00Z' }], broken: [2] })
  })

  it('may be empty, but no other file', async () => {
    const file = newFile()
    writeFileSync(file, '')
    expect(await readRuns(file)).toEqual({ runs: [], broken: [] })
    writeFileSync(file, 'name,size\n')
    await expect(readRuns(file)).rejects.toThrow(UsageError)
  })

  it('that cannot be written is an error that names it', async () => {
    const attempt = appendRuns(join(scratch, 'none', 'x.jsonl'), [runAt('2026-01-01', {})])
    await expect(attempt).rejects.toThrow(UnavailableError)
    await expect(attempt).rejects.toThrow(/none.x\.jsonl cannot be written/)
  })

  it('is read whatever it holds', () => {
    const real = JSON.stringify(runAt('2026-01-01', { layerCount: 3 }))
    const damaged = fc.tuple(fc.nat(real.length), fc.nat(9), fc.string()).map(([at, length, put]) => {
      return real.slice(0, at) + put + real.slice(at + length)
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, fc.json(), fc.string())), (lines) => {
        for (const run of parseRuns(lines.join('\n')).runs) {
          expect(run.time).toMatch(/Z$/)
          expect(Object.values(run.figures).every(Number.isFinite)).toBe(true)
        }
      }),
    )
  })
})

describe('a run', () => {
  const NOW = new Date('2026-11-21T12:34:56.789Z')

  it('was when the user says, or by SOURCE_DATE_EPOCH, or by the clock', () => {
    expect(runTime('2026-01-02T03:04:05+01:00', '0', NOW)).toBe('2026-01-02T02:04:05Z')
    expect(runTime('2026-01-02', undefined, NOW)).toBe('2026-01-02T00:00:00Z')
    expect(runTime(undefined, '86400', NOW)).toBe('1970-01-02T00:00:00Z')
    expect(runTime(undefined, undefined, NOW)).toBe('2026-11-21T12:34:56Z')
  })

  it.for(['yesterday', '2026-13-01', '1763726096', ''])('is refused at %o', (time) => {
    expect(() => runTime(time, undefined, NOW)).toThrow(UsageError)
  })

  it('is of the commit that the CI service names', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567'
    expect(commitOfCi({ GITHUB_SHA: commit })).toBe(commit)
    expect(commitOfCi({ CI_COMMIT_SHA: commit, GIT_COMMIT: 'HEAD' })).toBe(commit)
    expect(commitOfCi({ GIT_COMMIT: 'HEAD', CI_COMMIT_SHA: '' })).toBeNull()
  })
})
