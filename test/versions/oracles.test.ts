import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { signOf } from './ordered.ts'

const scratch = temporaryDirectory()

type Pair = readonly [string, string]

/** Many pairs, alike at their start more often than not. */
function pairsOf(pieces: readonly string[], isVersion: (text: string) => boolean): Pair[] {
  const piece = fc.constantFrom(...pieces)
  const tail = fc.array(piece, { maxLength: 4 }).map((some) => some.join(''))
  const pair = fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 4 }), tail, tail)
    .map(([start, one, two]): Pair => [start.join('') + one, start.join('') + two])
  return fc.sample(pair, 16_000).filter(([a, b]) => isVersion(a) && isVersion(b))
}

/** Pairs on which the answers, one a line, are not ours. */
function disagreements(type: Package['type'], pairs: readonly Pair[], answers: string): unknown[] {
  const expected = answers.trim().split('\n').map(Number)
  expect(expected).toHaveLength(pairs.length)
  expect(pairs.length).toBeGreaterThan(2000)
  return pairs.flatMap(([a, b], index) =>
    signOf(type, a, b) === expected[index] ? [] : [{ a, b, expected: expected[index] }],
  )
}

const tabbed = (pairs: readonly Pair[]): string => pairs.map((pair) => `${pair.join('\t')}\n`).join('')

describe('the order of deb is that of', () => {
  const pairs = pairsOf(['0', '1', '9', '10', '00', '1:', '.', '+', '~', '~~', '-', 'a', 'Z', 'rc'], (text) =>
    /^(?:\d+:)?\d[A-Za-z\d.+~-]*[A-Za-z\d.+~]$/.test(text),
  )

  it("dpkg's Perl library", (context) => {
    needProgram(context, 'perl')
    const program = 'my ($a, $b) = /^(.*)\\t(.*)$/; print version_compare($a, $b), "\\n"'
    need(context, runs('perl', ['-MDpkg::Version', '-e1']), "dpkg's Perl library (libdpkg-perl) is not installed")
    const answers = execFileSync('perl', ['-MDpkg::Version', '-ne', program], {
      input: tabbed(pairs),
      encoding: 'utf8',
    })
    expect(disagreements('deb', pairs, answers)).toEqual([])
  })

  it('dpkg --compare-versions', (context) => {
    needProgram(context, 'dpkg')
    for (const [a, b] of pairs.slice(0, 150)) {
      const operator = ['lt', 'eq', 'gt'][signOf('deb', a, b)! + 1]!
      expect([a, operator, b, runs('dpkg', ['--compare-versions', a, operator, b])]).toEqual([a, operator, b, true])
    }
  })
})

it("the order of rpm is that of rpm's own", (context) => {
  needProgram(context, 'rpm')
  const pieces = ['0', '1', '9', '10', '00', '.', '_', '+', '~', '^', 'a', 'Z', 'rc']
  const plain = pairsOf(pieces, (text) => /[^~^]/.test(text))
  const pairs = plain.map(
    ([a, b], index): Pair => (index % 4 > 0 ? [a, b] : [`${index % 3}:${a}-${b}`, `${index % 2}:${a}-1`]),
  )
  const file = join(mkdtempSync(join(scratch, 'rpm-')), 'pairs')
  writeFileSync(file, tabbed(pairs))
  const program = `for l in io.lines("${file}") do local a, b = l:match("^(.*)\\t(.*)$"); print(rpm.vercmp(a, b) .. "\\n") end`
  const answers = execFileSync('rpm', ['--eval', `%{lua: ${program}}`], { encoding: 'utf8' })
  expect(disagreements('rpm', pairs, answers)).toEqual([])
})

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
