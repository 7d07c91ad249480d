import { displayable } from '../../inspect/displayable.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { visibleBytes } from '../../inventory/sizes.ts'
import { FileMatrix } from './file-matrix.ts'
import type { ReportImage, ReportLayer, ReportPackage, ReportSummary } from './report-data.ts'

/** What the images of a report have, ready to be written into it. */
export interface ReportData extends Omit<ReportSummary, 'document'> {
  readonly files: FileMatrix
}

/** Gathers what the HTML report needs of images, one after another; keeps none of their inventories. */
export class ReportDataCollector {
  readonly #files = new FileMatrix()
  readonly #images: ReportImage[] = []
  readonly #layers = new Map<string, { readonly number: number; readonly layer: ReportLayer }>()
  readonly #packages = new Map<string, { readonly number: number; readonly item: ReportPackage }>()

  /** Adds the next image, in the order of the report's columns. */
  add(inventory: Pick<ImageInventory, 'tree' | 'packages' | 'owners' | 'layers'>): void {
    const layers = inventory.layers.map(({ inventory: { diffId, compressedBytes }, instruction }) =>
      this.#layer({ diffId, compressedBytes, instruction }),
    )
    const numbers = new Map(inventory.packages.map((item) => [item, this.#package(item)]))
    this.#files.add(inventory, this.#images.length, layers, (item) => numbers.get(item)!)
    this.#images.push({
      contentBytes: visibleBytes(inventory).contentBytes,
      layers,
      packages: [...numbers.values()],
      installedBytes: inventory.packages.map(({ installedBytes }) => installedBytes),
    })
  }

  /** What was gathered. */
  finish(): ReportData {
    return {
      images: this.#images,
      layers: Array.from(this.#layers.values(), ({ layer }) => displayable(layer)),
      packages: Array.from(this.#packages.values(), ({ item }) => displayable(item)),
      files: this.#files,
    }
  }

  #layer(layer: ReportLayer): number {
    const known = this.#layers.get(layer.diffId)
    if (known !== undefined) return known.number
    const number = this.#layers.size
    this.#layers.set(layer.diffId, { number, layer })
    return number
  }

  #package({ type, name, version, architecture }: InstalledPackage): number {
    const key = [type, name, version, architecture].join('\0')
    const known = this.#packages.get(key)
    if (known !== undefined) return known.number
    const number = this.#packages.size
    this.#packages.set(key, { number, item: { type, name, version, architecture } })
    return number
  }
}
