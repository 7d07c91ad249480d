import { formatBytes } from '../../../src/report/quantity.ts'
import type { SizeNode } from './size-tree.ts'
import { type Block, FAMILIES, HEADING } from './treemap-layout.ts'

/** The colours of a theme, as style.css has them. */
export interface TreemapColors {
  /** By a block's family. */
  readonly families: readonly string[]
  /** What families fade to with each level. */
  readonly paper: string
  readonly ink: string
  readonly focus: string
}

const FONT = '12px system-ui, sans-serif'
const PADDING = 4
const LEAST_LABEL_WIDTH = 38
const LEAST_LABEL_HEIGHT = 14

/** Reads the colours that hold where `element` is. */
export function colorsOf(element: Element): TreemapColors {
  const style = getComputedStyle(element)
  const color = (name: string): string => style.getPropertyValue(name).trim()
  return {
    families: Array.from({ length: FAMILIES }, (_, family) => color(`--map-${family}`)),
    paper: color('--map-paper'),
    ink: color('--map-ink'),
    focus: color('--focus'),
  }
}

/** Draws blocks on a canvas whose units are CSS pixels. */
export function paintTreemap(
  context: CanvasRenderingContext2D,
  blocks: readonly Block[],
  colors: TreemapColors,
  /** The block under the cursor, and whether a block has what is searched for; null without a search. */
  state: { readonly cursor: SizeNode | null; readonly matches: ((node: SizeNode) => boolean) | null },
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height)
  context.font = FONT
  context.textBaseline = 'middle'
  for (const block of blocks) {
    const isQuiet = state.matches !== null && !state.matches(block.node)
    paintBlock(context, block, colors, isQuiet)
  }
  const cursor = blocks.find(({ node }) => node === state.cursor)
  if (cursor !== undefined) outline(context, cursor, colors.focus, 3)
}

function paintBlock(context: CanvasRenderingContext2D, block: Block, colors: TreemapColors, isQuiet: boolean): void {
  const { x, y, width, height, depth, family } = block
  context.fillStyle = colors.paper
  context.fillRect(x, y, width, height)
  context.globalAlpha = isQuiet ? 0.12 : Math.max(0.4, 1.15 - 0.15 * depth)
  context.fillStyle = colors.families[family]!
  context.fillRect(x, y, width, height)
  context.globalAlpha = 1
  if (width >= LEAST_LABEL_WIDTH && height >= LEAST_LABEL_HEIGHT) label(context, block, colors.ink, isQuiet)
}

function label(context: CanvasRenderingContext2D, block: Block, ink: string, isQuiet: boolean): void {
  const { node, x, y, width, height, open } = block
  const room = width - 2 * PADDING
  const name = node.kind === 'directory' ? `${node.label}/` : node.label
  const size = formatBytes(node.bytes)
  context.fillStyle = ink
  context.globalAlpha = isQuiet ? 0.6 : 1
  const isTall = height >= 2 * HEADING
  if (open || !isTall) {
    const both = `${name}  ${size}`
    const line = context.measureText(both).width <= room ? both : fitted(context, name, room)
    context.fillText(line, x + PADDING, y + Math.min(HEADING, height) / 2)
  } else {
    context.fillText(fitted(context, name, room), x + PADDING, y + HEADING / 2 + 2)
    if (context.measureText(size).width <= room) context.fillText(size, x + PADDING, y + HEADING / 2 + 18)
  }
  context.globalAlpha = 1
}

function outline(context: CanvasRenderingContext2D, { x, y, width, height }: Block, color: string, line: number): void {
  context.strokeStyle = color
  context.lineWidth = line
  context.strokeRect(x + line / 2, y + line / 2, Math.max(0, width - line), Math.max(0, height - line))
}

/** As much of a text as there is room for, an ellipsis where something was cut. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let fits = 0
  for (let cut = Math.min(text.length, 200); fits < cut; ) {
    const middle = Math.ceil((fits + cut) / 2)
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) fits = middle
    else cut = middle - 1
  }
  return fits === 0 ? '' : `${text.slice(0, fits)}…`
}
