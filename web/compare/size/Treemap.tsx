import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { formatBytes, formatCount, formatShare } from '../../../src/report/quantity.ts'
import { useTheme } from '../state/theme.ts'
import type { SizeNode } from './size-tree.ts'
import { type Block, layOut } from './treemap-layout.ts'
import { ARROWS, type Arrow, neighbour } from './treemap-neighbour.ts'
import { colorsOf, paintTreemap } from './treemap-paint.ts'

/** The map's shape: wide on a desk, nearly square on a phone. */
const LEAST_HEIGHT = 320
const MOST_HEIGHT = 620
const HEIGHT_OF_WIDTH = 0.55

/** Draws what is in `root`, each block as large as its bytes. The table beside it says the same to those who cannot see it. */
export function Treemap({
  root,
  matches,
  zoom,
  up,
}: {
  readonly root: SizeNode
  readonly matches: ((node: SizeNode) => boolean) | null
  /** Opens a block: the nodes from below `root` down to it. */
  readonly zoom: (nodes: readonly SizeNode[]) => void
  /** Goes back to what `root` is in; null at the top. */
  readonly up: (() => void) | null
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height, scale } = useCanvasSize(canvas)
  const theme = useTheme()
  const blocks = useMemo(() => layOut(root, width, height), [root, width, height])
  const [cursor, setCursor] = useState<SizeNode | null>(null)
  const [pointed, setPointed] = useState<{ block: Block; x: number; y: number } | null>(null)
  const [isFocused, setFocused] = useState(false)

  const siblings = blocks.filter(({ depth }) => depth === 1)
  const current = siblings.find(({ node }) => node === cursor) ?? siblings[0]
  useEffect(() => setPointed(null), [root])

  const marked = pointed?.block.node ?? (isFocused ? (current?.node ?? null) : null)
  useLayoutEffect(() => {
    const context = canvas.current!.getContext('2d')!
    context.setTransform(scale, 0, 0, scale, 0, 0)
    paintTreemap(context, blocks, colorsOf(canvas.current!), { cursor: marked, matches })
  }, [blocks, theme, scale, marked, matches])

  const open = ({ ancestors, node }: Block): void => {
    const way = ancestors.slice(1)
    // a file has nothing in it to show: its directory has
    if (node.children === null || node.kind === 'rest') way.pop()
    if (way.length > 0) zoom(way)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event
    if (current === undefined && key !== 'Escape' && key !== 'Backspace') return
    if (isArrow(key)) setCursor((neighbour(siblings, current!, key) ?? current!).node)
    else if (key === 'Home') setCursor(siblings[0]!.node)
    else if (key === 'End') setCursor(siblings.at(-1)!.node)
    else if (key === 'Enter' || key === ' ') open(current!)
    else if ((key === 'Escape' || key === 'Backspace') && up !== null) up()
    else return
    setPointed(null)
    event.preventDefault()
  }
  const onPointerMove = (event: PointerEvent): void => {
    const block = blockAt(blocks, event.offsetX, event.offsetY)
    setPointed(block === undefined ? null : { block, x: event.offsetX, y: event.offsetY })
  }
  const told = pointed ?? (isFocused && current !== undefined ? { block: current, ...middleOf(current) } : null)
  return (
    <div class="treemap">
      <div
        class="map"
        role="application"
        aria-roledescription="treemap"
        aria-label={`${root.label}: blocks as large as their bytes`}
        aria-describedby="treemap-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys, as its role says
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <canvas
          ref={canvas}
          width={Math.round(width * scale)}
          height={Math.round(height * scale)}
          style={{ height: `${height}px` }}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setPointed(null)}
          onClick={(event) => {
            const block = blockAt(blocks, event.offsetX, event.offsetY)
            if (block !== undefined) open(block)
          }}
        />
      </div>
      {told !== null && <Tip block={told.block} x={told.x} y={told.y} width={width} of={root} />}
      <p id="treemap-keys" class="hint">
        Click or tap a block to open it. With the keyboard: arrows move, Enter opens, Escape goes back up. The table
        below says the same.
      </p>
      <p class="visually-hidden" aria-live="polite">
        {isFocused && current !== undefined ? spoken(current.node, root) : ''}
      </p>
    </div>
  )
}

/** What a block is, beside the pointer. */
function Tip({
  block,
  x,
  y,
  width,
  of: root,
}: {
  readonly block: Block
  readonly x: number
  readonly y: number
  readonly width: number
  readonly of: SizeNode
}) {
  const { node, ancestors } = block
  const names = ancestors.slice(1).map(({ label }) => label)
  const side = x > width / 2 ? { right: `${Math.max(0, width - x + 12)}px` } : { left: `${x + 12}px` }
  return (
    <div class="tip" aria-hidden="true" style={{ top: `${y + 12}px`, ...side }}>
      <strong>{names.join('/')}</strong>
      <span>{`${formatBytes(node.bytes)} · ${formatShare(node.bytes, root.bytes)} · ${formatCount(node.files, 'file')}`}</span>
      {node.note !== undefined && <span class="note">{node.note}</span>}
    </div>
  )
}

function spoken({ label, bytes, files, children, kind }: SizeNode, root: SizeNode): string {
  const opens = children !== null && kind !== 'rest' ? ', opens' : ''
  return `${label}, ${formatBytes(bytes)}, ${formatShare(bytes, root.bytes)}, ${formatCount(files, 'file')}${opens}`
}

/** The innermost block at a point. */
function blockAt(blocks: readonly Block[], x: number, y: number): Block | undefined {
  return blocks.findLast(
    (block) => x >= block.x && y >= block.y && x < block.x + block.width && y < block.y + block.height,
  )
}

function middleOf({ x, y, width, height }: Block): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 }
}

function isArrow(key: string): key is Arrow {
  return (ARROWS as readonly string[]).includes(key)
}

/** How large the canvas is on the page, and how many of the screen's pixels make one of the page's. */
function useCanvasSize(canvas: { readonly current: HTMLCanvasElement | null }) {
  const [size, setSize] = useState({ width: 0, height: LEAST_HEIGHT, scale: 1 })
  useLayoutEffect(() => {
    const look = (): void => {
      const width = canvas.current!.parentElement!.clientWidth
      const height = Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, width * HEIGHT_OF_WIDTH)))
      setSize({ width, height, scale: devicePixelRatio })
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(canvas.current!.parentElement!)
    return () => observer.disconnect()
  }, [])
  return size
}
