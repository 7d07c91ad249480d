import type { ProgressEvent } from '../inventory/progress.ts'
import { createPalette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { columnsOf, onOneLine, truncate } from './terminal-text.ts'

/** The terminal that a progress line is drawn on. */
export interface ProgressTerminal {
  write(text: string): unknown
  readonly columns: number
  readonly color: boolean
  /** What is done with the layers, at the beginning of the line; "Reading" unless given. */
  readonly doing?: string
  /** Milliseconds on a clock that never goes back. */
  now(): number
}

/** What is over sooner needs no progress line. */
const DELAY_MS = 200
const INTERVAL_MS = 100
/** The rate is that of the last so many milliseconds. */
const RATE_WINDOW_MS = 3000
const BAR_COLUMNS = 20
/** ECMA-48: carriage return, erase to the end of the line. */
const ERASE_LINE = '\r\u001b[K'

/** One line that says how far reading the layers has come, drawn over itself. */
export class ProgressLine {
  readonly #terminal: ProgressTerminal
  readonly #started: number
  /** The layers that are read, with their compressed bytes where those are known; cached ones are not among them. */
  readonly #sizes = new Map<number, number | null>()
  readonly #read = new Map<number, number>()
  readonly #done = new Set<number>()
  /** What is done now, for the beginning of the line. */
  #doing: string
  /** What is being run; null while layers go by. */
  #running: string | null = null
  /** Which of several images it is. */
  #image = ''
  #samples: { time: number; bytes: number }[] = []
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(terminal: ProgressTerminal) {
    this.#terminal = terminal
    this.#doing = terminal.doing ?? 'Reading'
    this.#started = terminal.now()
  }

  /** Takes note of what happened and draws the line, if it is time to. */
  update(event: ProgressEvent): void {
    this.#running = event.kind === 'running' ? onOneLine(event.what) : null
    if (event.kind === 'running') {
      this.#start('')
      this.#drawnAt = Number.NEGATIVE_INFINITY // nothing else may come for a while
    } else if (event.kind === 'image') {
      this.#start(event.count > 1 ? `image ${event.index + 1} of ${event.count}, ` : '')
    } else if (event.kind === 'layers') {
      for (const { index, bytes, cached } of event.layers) if (!cached) this.#sizes.set(index, bytes)
    } else if (event.kind === 'writing') {
      this.#start('')
      this.#doing = 'Writing'
      for (const { index, bytes } of event.layers) this.#sizes.set(index, bytes)
    } else if (event.kind === 'bytes') this.#read.set(event.layer, event.bytes)
    else this.#end(event.layer)

    const now = this.#terminal.now()
    if (now - this.#started < DELAY_MS || now - this.#drawnAt < INTERVAL_MS) return
    this.#terminal.write(ERASE_LINE + this.#line(now))
    this.#drawnAt = now
  }

  /** Takes the line off the terminal. */
  clear(): void {
    if (this.#drawnAt !== Number.NEGATIVE_INFINITY) this.#terminal.write(ERASE_LINE)
    this.#drawnAt = Number.NEGATIVE_INFINITY // what others have written since is not to be erased
  }

  /** Begins with the next of several images. */
  #start(image: string): void {
    this.#image = image
    this.#sizes.clear()
    this.#read.clear()
    this.#done.clear()
    this.#samples = []
  }

  /** What is there already is not read, and estimates are not quite right: what counts is what went by. */
  #end(layer: number): void {
    this.#done.add(layer)
    this.#sizes.set(layer, this.#read.get(layer) ?? 0)
  }

  #line(now: number): string {
    if (this.#running !== null) return truncate(`Running  ${this.#running}`, this.#terminal.columns - 1)
    const bytes = sum(this.#read.values())
    const sizes = [...this.#sizes.values()]
    const total = sizes.includes(null) ? null : sum(sizes.filter((size) => size !== null))
    const amount = total === null ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`
    const layers = `${this.#done.size} of ${formatCount(this.#sizes.size, 'layer')}`
    const text = `${this.#doing}  ${this.#image}${layers}  ${amount}  ${formatBytes(this.#rate(now, bytes))}/s`
    const room = this.#terminal.columns - 1 // a character in the last column would wrap on some terminals
    if (total === null || total === 0 || columnsOf(text) + 2 + BAR_COLUMNS > room) return truncate(text, room)
    return `${text}  ${this.#bar(Math.min(1, bytes / total))}`
  }

  /** Bytes per second. */
  #rate(now: number, bytes: number): number {
    this.#samples = this.#samples.filter((sample) => now - sample.time <= RATE_WINDOW_MS)
    this.#samples.push({ time: now, bytes })
    const oldest = this.#samples.length > 1 ? this.#samples[0]! : { time: this.#started, bytes: 0 }
    return Math.max(0, Math.round(((bytes - oldest.bytes) * 1000) / Math.max(1, now - oldest.time)))
  }

  #bar(share: number): string {
    const palette = createPalette(this.#terminal.color)
    const filled = Math.round(share * BAR_COLUMNS)
    return palette.good('━'.repeat(filled)) + palette.quiet('─'.repeat(BAR_COLUMNS - filled))
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
