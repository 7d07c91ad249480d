import type { Block } from './treemap-layout.ts'

/** The keys that move from block to block. */
export const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const

/** See `ARROWS`. */
export type Arrow = (typeof ARROWS)[number]

/** The block beside `from` in this direction: the nearest of those that stand level with it, else the nearest of all. */
export function neighbour(blocks: readonly Block[], from: Block, arrow: Arrow): Block | undefined {
  const along = arrow === 'ArrowLeft' || arrow === 'ArrowRight' ? 'x' : 'y'
  const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1
  let best: Block | undefined
  let least = Number.POSITIVE_INFINITY
  for (const block of blocks) {
    const ahead = sign * (middle(block, along) - middle(from, along))
    if (block === from || ahead <= 0) continue
    const aside = gapBetween(block, from, along === 'x' ? 'y' : 'x')
    const distance = ahead + aside * 1000
    if (distance < least) {
      least = distance
      best = block
    }
  }
  return best
}

type Axis = 'x' | 'y'

function middle(block: Block, axis: Axis): number {
  return block[axis] + extent(block, axis) / 2
}

function extent(block: Block, axis: Axis): number {
  return axis === 'x' ? block.width : block.height
}

/** How far apart two blocks are along an axis; 0 where they are level. */
function gapBetween(a: Block, b: Block, axis: Axis): number {
  return Math.max(0, a[axis] - (b[axis] + extent(b, axis)), b[axis] - (a[axis] + extent(a, axis)))
}
