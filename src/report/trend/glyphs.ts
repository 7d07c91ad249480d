/** The characters that a chart is drawn with. */
export interface Glyphs {
  /** Fillings of a cell from below, the empty one first. */
  readonly levels: readonly string[]
  readonly axis: string
  /** The axis where a label stands. */
  readonly tick: string
  readonly corner: string
  readonly floor: string
}

/** Block elements and box drawing (Unicode 16, 24.5 and 22.7). */
export const UNICODE_GLYPHS: Glyphs = { levels: [...' ▁▂▃▄▅▆▇█'], axis: '│', tick: '┤', corner: '└', floor: '─' }

/** For terminals that have nothing else. */
export const ASCII_GLYPHS: Glyphs = { levels: [...' .:#'], axis: '|', tick: '+', corner: '+', floor: '-' }
