import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neededOnlyBy, reachable, shortestPath } from '../../src/why/digraph.ts'

/** A graph from lines such as `a b c`: a leads to b and c. */
function graph(...lines: readonly string[]) {
  const edges = new Map(lines.map((line) => line.split(' ')).map(([from, ...to]) => [from!, to]))
  const next = (node: string): readonly string[] => edges.get(node) ?? []
  const all = new Set([...edges].flatMap(([from, to]) => [from, ...to]))
  return { next, all }
}

describe('what only a node needs', () => {
  const orphans = (lines: readonly string[], removed: string, kept: readonly string[] = []): string[] => {
    const { next, all } = graph(...lines)
    return neededOnlyBy(new Set([removed]), all, {
      needs: next,
      mayNeed: next,
      isKept: (node) => kept.includes(node),
    }).sort()
  }

  it('is not what something else needs', () => {
    expect(orphans(['app a b', 'a own shared', 'b shared'], 'a')).toEqual(['own'])
  })

  it('includes circles', () => {
    expect(orphans(['app a', 'a x', 'x y', 'y x z'], 'a')).toEqual(['x', 'y', 'z'])
  })

  it('includes what needs it in turn', () => {
    expect(orphans(['app a', 'a x', 'x a'], 'a')).toEqual(['x'])
  })

  it('is not what is to be kept, nor what that needs', () => {
    expect(orphans(['a x y', 'x z'], 'a', ['x'])).toEqual(['y'])
  })

  it('is not what something else may need, and not what it may need itself', () => {
    const { next, all } = graph('a x y', 'x z')
    const may = graph('b y', 'a w')
    const found = neededOnlyBy(new Set(['a']), [...all, ...may.all], {
      needs: next,
      mayNeed: may.next,
      isKept: () => false,
    })
    expect(found.sort()).toEqual(['x', 'z'])
  })

  it('is what cannot be reached from elsewhere once it is gone', () => {
    const edges = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20, selector: String })
    fc.assert(
      fc.property(edges, fc.nat(7), (pairs, removed) => {
        const next = (node: number): number[] => pairs.filter(([from]) => from === node).map(([, to]) => to)
        const all = Array.from({ length: 8 }, (_, i) => i)
        const found = neededOnlyBy(new Set([removed]), all, { needs: next, mayNeed: next, isKept: () => false })
        const below = reachable([removed], next)
        // What was not below the node is what there is without it; and it leads to the rest that stays.
        const outside = all.filter((node) => !below.has(node))
        const staying = reachable(outside, next, (node) => node === removed)
        expect(found.toSorted()).toEqual(all.filter((node) => node !== removed && !staying.has(node)))
      }),
    )
  })
})

describe('a shortest path', () => {
  it('has both ends, and is the shortest', () => {
    const { next } = graph('a b c', 'b c', 'c d', 'd a')
    expect(shortestPath(['a'], next, (node) => node === 'd')).toEqual(['a', 'c', 'd'])
  })

  it('is a single node where the start is the goal', () => {
    expect(
      shortestPath(
        ['x', 'a'],
        () => [],
        (node) => node === 'a',
      ),
    ).toEqual(['a'])
  })

  it('is undefined where there is none, also in a circle', () => {
    const { next } = graph('a b', 'b a')
    expect(shortestPath(['a'], next, (node) => node === 'z')).toBeUndefined()
  })
})
