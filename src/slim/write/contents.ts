import { Spool, type Spooled } from '../../disk/spool.ts'
import { BrokenImageError } from '../../errors.ts'
import type { ContentPlace } from '../../extract/plan.ts'
import { type ExtractOptions, readLayer } from '../../extract/read-layer.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { EntryHeader } from '../../layer/entry.ts'
import type { EntryListener } from '../../layer/replay.ts'

/** What was heard of a layer: the next bytes of a row, good until the layer is read on; null at its end. */
interface Heard {
  readonly row: number
  readonly bytes: Uint8Array | null
}

/** A layer that is being read. */
interface Reading {
  readonly layer: number
  readonly steps: AsyncGenerator<void>
  /** What was heard and not yet passed on. */
  readonly heard: Heard[]
}

/**
 * The contents of an image's files in whatever order they are wanted, although each layer is read once, base first: what comes
 * before it is wanted waits in a temporary file.
 */
export class Contents {
  readonly #image: Pick<ImageInventory, 'layers'>
  readonly #wanted: ReadonlyMap<number, ReadonlySet<number>>
  readonly #options: ExtractOptions
  readonly #spool = new Spool()
  readonly #spooled: readonly Map<number, Spooled>[]
  readonly #roots = new Map<number, EntryHeader>()
  /** The layers that have not been read yet, base first. */
  readonly #waiting: number[]
  #reading: Reading | undefined

  /** @param wanted for each layer that is to be read, the rows of its table whose contents are wanted */
  constructor(
    image: Pick<ImageInventory, 'layers'>,
    wanted: ReadonlyMap<number, ReadonlySet<number>>,
    options: ExtractOptions,
  ) {
    this.#image = image
    this.#wanted = wanted
    this.#options = options
    this.#spooled = image.layers.map(() => new Map())
    this.#waiting = [...wanted.keys()].sort((a, b) => a - b)
  }

  /**
   * Streams the content of a wanted row. A piece is good until the next one is asked for.
   * @throws {BrokenImageError} when the layer is not the one that the inventory knows, which may come out only at its end;
   *   {UnavailableError} when it cannot be had, or the temporary file cannot be written.
   */
  async *read({ layer, row }: ContentPlace): AsyncGenerator<Uint8Array> {
    const spooled = this.#spooled[layer]!.get(row)
    if (spooled !== undefined) {
      yield* this.#spool.read(spooled)
      return
    }
    await this.#readUpTo(layer)
    for (let heard = await this.#next(); heard !== undefined; heard = await this.#next()) {
      if (heard.row !== row) await this.#keep(layer, heard)
      else if (heard.bytes === null) return
      else yield heard.bytes
    }
    throw new BrokenImageError(`Layer ${layer} ends before its entry ${row}, which was in it before.`)
  }

  /**
   * The entry of the root directory in a layer; null where it has none, or is not read. Reads the layer to its end.
   * @throws the same as `read`
   */
  async root(layer: number): Promise<EntryHeader | null> {
    await this.#readPast(layer)
    return this.#roots.get(layer) ?? null
  }

  /**
   * Reads all layers to their ends: only then is it known that all contents were true.
   * @throws the same as `read`
   */
  finish(): Promise<void> {
    return this.#readPast(this.#image.layers.length)
  }

  /** Stops reading and removes the temporary file. */
  async close(): Promise<void> {
    await this.#reading?.steps.return(undefined)
    await this.#spool.close()
  }

  async #readPast(layer: number): Promise<void> {
    await this.#readUpTo(layer)
    if (this.#reading?.layer === layer) await this.#keepRest(this.#reading)
  }

  /** Reads the layers below this one to their ends, and begins with it. */
  async #readUpTo(layer: number): Promise<void> {
    if (this.#reading !== undefined && this.#reading.layer < layer) await this.#keepRest(this.#reading)
    while (this.#waiting.length > 0 && this.#waiting[0]! <= layer) {
      const reading = this.#begin(this.#waiting.shift()!)
      this.#reading = reading
      if (reading.layer < layer) await this.#keepRest(reading)
    }
  }

  #begin(layer: number): Reading {
    const heard: Heard[] = []
    const rows = this.#wanted.get(layer)!
    let current = -1
    const listener: EntryListener = {
      entry: (header, row) => {
        if (row === null) this.#roots.set(layer, header)
        current = row !== null && rows.has(row) ? row : -1
        return current !== -1
      },
      data: (bytes) => {
        heard.push({ row: current, bytes })
      },
      endEntry: () => {
        if (current !== -1) heard.push({ row: current, bytes: null })
        current = -1
      },
    }
    return { layer, heard, steps: readLayer(this.#image, layer, listener, this.#options) }
  }

  /** What is heard next of the layer that is being read; undefined at its end. */
  async #next(): Promise<Heard | undefined> {
    const reading = this.#reading
    if (reading === undefined) return undefined
    while (reading.heard.length === 0) if ((await reading.steps.next()).done) return undefined
    return reading.heard.shift()
  }

  async #keepRest({ layer }: Reading): Promise<void> {
    for (let heard = await this.#next(); heard !== undefined; heard = await this.#next()) await this.#keep(layer, heard)
    this.#reading = undefined
  }

  async #keep(layer: number, { row, bytes }: Heard): Promise<void> {
    const rows = this.#spooled[layer]!
    const { offset, length } = rows.get(row) ?? { offset: this.#spool.end, length: 0 }
    if (bytes !== null) await this.#spool.append(bytes)
    rows.set(row, { offset, length: length + (bytes?.length ?? 0) })
  }
}
