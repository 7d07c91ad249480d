import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CoverProblem, smallestCover } from '../../../src/plan/chisel/smallest-cover.ts'

const NAMES = [...'abcdefg']

/** Problems of up to seven choices, each with what it brings along and a weight, and up to six things to cover. */
const problems: fc.Arbitrary<CoverProblem> = fc
  .record({
    weights: fc.tuple(...NAMES.map(() => fc.integer({ min: 0, max: 9 }))),
    edges: fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES)), { maxLength: 6 }),
    things: fc.array(fc.subarray(NAMES), { maxLength: 6 }),
  })
  .map(({ weights, edges, things }) => ({
    coveredBy: new Map(things.map((choices, index) => [`thing ${index}`, choices])),
    closure: (choice) => {
      const closure = new Set([choice])
      for (const member of closure) for (const [from, to] of edges) if (from === member) closure.add(to)
      return closure
    },
    weight: (choice) => weights[NAMES.indexOf(choice)]!,
  }))

function broughtBy(choices: readonly string[], { closure }: CoverProblem): Set<string> {
  return new Set(choices.flatMap((choice) => [...closure(choice)]))
}

function covers(choices: readonly string[], problem: CoverProblem): boolean {
  const brought = broughtBy(choices, problem)
  const coverable = [...problem.coveredBy.values()].filter(({ length }) => length > 0)
  return coverable.every((able) => able.some((choice) => brought.has(choice)))
}

function weightOf(choices: readonly string[], problem: CoverProblem): number {
  return [...broughtBy(choices, problem)].reduce((sum, choice) => sum + problem.weight(choice), 0)
}

function subsetsOf(names: readonly string[]): string[][] {
  return Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, index) => bits & (1 << index)))
}

describe('the smallest cover', () => {
  it('covers all that can be covered, with nothing superfluous, at the least weight there is', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const found = smallestCover(problem)
        expect(covers(found, problem)).toBe(true)
        for (const choice of found) {
          expect(
            covers(
              found.filter((other) => other !== choice),
              problem,
            ),
          ).toBe(false)
        }
        const least = subsetsOf(NAMES)
          .filter((choices) => covers(choices, problem))
          .reduce((weight, choices) => Math.min(weight, weightOf(choices, problem)), Number.POSITIVE_INFINITY)
        expect(weightOf(found, problem)).toBe(least)
        expect(smallestCover(problem)).toEqual(found)
      }),
      { numRuns: 500 },
    )
  })

  it('ends soon where every choice could be any', () => {
    const choices = Array.from({ length: 40 }, (_, index) => `choice ${index}`)
    const things = Array.from({ length: 60 }, (_, index) =>
      choices.filter((_, other) => (index * 7 + other * 13) % 5 < 2),
    )
    const problem: CoverProblem = {
      coveredBy: new Map(things.map((able, index) => [`thing ${index}`, able])),
      closure: (choice) => new Set([choice]),
      weight: (choice) => 1 + (choice.length % 3),
    }
    expect(covers(smallestCover(problem), problem)).toBe(true)
  })

  it('takes the first by name of those that are alike', () => {
    const coveredBy = new Map([['file', ['z_libs', 'a_libs']]])
    expect(smallestCover({ coveredBy, closure: (choice) => new Set([choice]), weight: () => 1 })).toEqual(['a_libs'])
  })
})
