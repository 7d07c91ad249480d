import { describe, expect, it } from 'vitest'
import type { ProgressEvent } from '../../src/inventory/progress.ts'
import { ProgressLine } from '../../src/report/progress.ts'
import { columnsOf } from '../../src/report/terminal-text.ts'

/** A terminal that keeps what was written to it, and a clock that goes when told to. */
function fakeTerminal(columns = 80) {
  const written: string[] = []
  const clock = { time: 1000 }
  const line = new ProgressLine({ write: (text) => written.push(text), columns, color: false, now: () => clock.time })
  return { written, clock, line, last: () => written.at(-1)?.replace('\r\u001b[K', '') }
}

const twoLayers: ProgressEvent = {
  kind: 'layers',
  layers: [
    { index: 0, bytes: 60_000_000, cached: true },
    { index: 1, bytes: 10_000_000, cached: false },
    { index: 2, bytes: 30_000_000, cached: false },
  ],
}

describe('the progress line', () => {
  it('says how much of the layers that are not cached was read, and how fast', () => {
    const { clock, line, last } = fakeTerminal()
    line.update(twoLayers)
    clock.time += 1000
    line.update({ kind: 'bytes', layer: 1, bytes: 10_000_000 })
    clock.time += 1000
    line.update({ kind: 'layer-done', layer: 1 })
    clock.time += 1000
    line.update({ kind: 'bytes', layer: 2, bytes: 10_000_000 })
    expect(last()).toBe('Reading  1 of 2 layers  20.0 MB of 40.0 MB  5.0 MB/s  ━━━━━━━━━━──────────')
  })

  it('forgets how fast it was a while ago', () => {
    const { clock, line, last } = fakeTerminal()
    line.update(twoLayers)
    for (let second = 1; second <= 20; second++) {
      clock.time += 1000
      line.update({ kind: 'bytes', layer: 2, bytes: 10_000_000 })
    }
    expect(last()).toContain('  0 B/s')
  })

  it('has no bar where a size is not known', () => {
    const { clock, line, last } = fakeTerminal()
    line.update({ kind: 'layers', layers: [{ index: 0, bytes: null, cached: false }] })
    clock.time += 1000
    line.update({ kind: 'bytes', layer: 0, bytes: 5000 })
    expect(last()).toBe('Reading  0 of 1 layer  5.0 kB  5.0 kB/s')
  })

  it('stays off the terminal when everything is over at once', () => {
    const { clock, line, written } = fakeTerminal()
    line.update(twoLayers)
    clock.time += 100
    line.update({ kind: 'bytes', layer: 1, bytes: 10 })
    line.clear()
    expect(written).toEqual([])
  })

  it('is drawn ten times a second, however often something happens', () => {
    const { clock, line, written } = fakeTerminal()
    line.update(twoLayers)
    for (let bytes = 0; bytes < 2200; bytes++) {
      clock.time += 1
      line.update({ kind: 'bytes', layer: 2, bytes })
    }
    expect(written).toHaveLength(21)
  })

  it('takes itself off the terminal', () => {
    const { clock, line, written } = fakeTerminal()
    clock.time += 300
    line.update(twoLayers)
    line.clear()
    expect(written.at(-1)).toBe('\r\u001b[K')
  })

  it('leaves the last column of a narrow terminal free', () => {
    const { clock, line, last } = fakeTerminal(30)
    clock.time += 300
    line.update(twoLayers)
    expect(columnsOf(last() ?? '')).toBe(29)
  })

  it('goes on with what is written, and counts what went by, not what was expected', () => {
    const { clock, line, last } = fakeTerminal()
    line.update(twoLayers)
    clock.time += 1000
    line.update({ kind: 'bytes', layer: 1, bytes: 10_000_000 })
    line.update({
      kind: 'writing',
      layers: [
        { index: 0, bytes: 50_000_000 },
        { index: 1, bytes: 10_000_000 },
      ],
    })
    line.update({ kind: 'layer-done', layer: 0 }) // it was there already
    clock.time += 1000
    line.update({ kind: 'bytes', layer: 1, bytes: 5_000_000 })
    expect(last()).toBe('Writing  1 of 2 layers  5.0 MB of 10.0 MB  2.5 MB/s  ━━━━━━━━━━──────────')
  })

  it('says at once what is run, safely and on one line, and then goes on with layers', () => {
    const { clock, line, last } = fakeTerminal(30)
    clock.time += 1000
    line.update(twoLayers)
    line.update({ kind: 'running', what: "sh -c 'echo\n\u001b[2J; exit 3'" })
    expect(last()).toBe(String.raw`Running  sh -c 'echo \x1b[2J…`)
    clock.time += 1000
    line.update({ kind: 'layers', layers: [{ index: 0, bytes: 10, cached: false }] })
    expect(last()).toMatch(/^Reading {2}0 of 1 layer {2}/)
  })
})
