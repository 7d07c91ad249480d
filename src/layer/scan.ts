import type { Digest } from '../oci/digest.ts'
import { displayPath } from '../rootfs/path.ts'
import { type ContentListener, ContentReader } from './content-reader.ts'
import { decompress } from './decompress/decompress.ts'
import type { EntryHeader } from './entry.ts'
import { EntryTableBuilder } from './entry-table.ts'
import type { FactReader, Json } from './fact-reader.ts'
import type { LayerInventory } from './layer-inventory.ts'
import { type TarHandler, type TarLimits, TarReader } from './tar/reader.ts'
import { Verifier } from './verify.ts'

/** What a source promises of a layer's bytes; null where it promises nothing. */
export interface LayerPromise {
  readonly digest: Digest | null
  readonly size: number | null
  readonly diffId: Digest | null
}

/** What scanning may cost. */
export interface ScanLimits extends TarLimits {
  readonly maxExpansionRatio: number
}

/** What a layer's compressed bytes were. */
export type CompressedForm = Pick<LayerInventory, 'digest' | 'compressedBytes' | 'compression'>

/** The first half of a scan: compressed bytes, verified as they pass, become the bytes of a tar. */
export interface OpenedLayer {
  /** A piece is good until the next one is asked for. */
  readonly tar: AsyncIterable<Uint8Array>
  /** Known once `tar` has ended. */
  form(): CompressedForm
}

/**
 * Decompresses a layer. The digest and the size of the compressed bytes are checked when `tar` ends.
 * @throws {BrokenImageError} from `tar` when the bytes are corrupt, cut short, or not what was promised.
 */
export function openLayer(
  source: AsyncIterable<Uint8Array>,
  promise: Pick<LayerPromise, 'digest' | 'size'>,
  limits: Pick<ScanLimits, 'maxExpansionRatio'>,
): OpenedLayer {
  const verifier = new Verifier("The layer's compressed data", promise.digest, promise.size)
  let form: CompressedForm | undefined
  async function* verified(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      verifier.update(chunk)
      yield chunk
    }
  }
  async function* tar(): AsyncGenerator<Uint8Array> {
    const compressed = verified()
    const { compression, bytes } = await decompress(compressed, limits.maxExpansionRatio)
    yield* bytes
    // A decoder may stop before the end of its input; what is behind is part of the blob, and of its digest.
    for await (const _ of compressed);
    const { digest, size } = verifier.finish()
    form = { digest, compressedBytes: size, compression }
  }
  return {
    tar: tar(),
    form() {
      if (form === undefined) throw new Error('the layer was not read to its end')
      return form
    },
  }
}

/**
 * The second half: reads a layer's tar, with the SHA-256 of every file, and what the readers say of files.
 * @throws {BrokenImageError} when the tar is malformed, truncated, hostile, or not what `diffId` promises.
 */
export async function scanTar(
  { tar, form }: OpenedLayer,
  diffId: Digest | null,
  readers: readonly FactReader[],
  limits: TarLimits,
): Promise<LayerInventory> {
  const scan = new TarScan(diffId, readers, limits)
  for await (const piece of tar) scan.push(piece)
  const found = scan.end()
  return { ...form(), ...found }
}

/** Reads a layer's tar as `scanTar` does, piece by piece as they come by. */
export class TarScan {
  readonly #verifier: Verifier
  readonly #scanner: TarScanner
  readonly #reader: TarReader

  /** @param diffId what the tar is promised to be; null where nothing is promised */
  constructor(diffId: Digest | null, readers: readonly FactReader[], limits: TarLimits) {
    this.#verifier = new Verifier("The layer's uncompressed tar", diffId, null)
    this.#scanner = new TarScanner(readers)
    this.#reader = new TarReader(this.#scanner, limits)
  }

  /** @throws {BrokenImageError} when the tar is malformed or hostile. */
  push(piece: Uint8Array): void {
    this.#verifier.update(piece)
    this.#reader.push(piece)
  }

  /** @throws {BrokenImageError} when the tar is truncated, or not what was promised. */
  end(): Omit<LayerInventory, keyof CompressedForm> {
    this.#reader.end()
    const { digest, size } = this.#verifier.finish()
    return { diffId: digest, tarBytes: size, ...this.#scanner.result() }
  }
}

/** A hostile layer can have a million files that are not what they claim to be; nobody reads so many warnings. */
const MAX_PROBLEMS = 1000

/** Turns what a tar reader tells into a table and facts. */
class TarScanner implements TarHandler, ContentListener {
  readonly #table = new EntryTableBuilder()
  readonly #content: ContentReader
  readonly #facts: Record<string, [number, Json][]> = {}
  readonly #problems: { path: string; message: string }[] = []
  #row = 0
  #path = ''
  #inFile = false

  constructor(readers: readonly FactReader[]) {
    this.#content = new ContentReader(readers, this)
    for (const reader of readers) this.#facts[reader.name] = []
  }

  entry(header: EntryHeader): void {
    if (header.path === '/') return
    this.#row = this.#table.add(header)
    if (header.type !== 'file') return
    this.#inFile = true
    this.#path = header.path
    this.#content.start(header)
  }

  fact(reader: FactReader, fact: Json): void {
    this.#facts[reader.name]!.push([this.#row, fact])
  }

  problem(message: string): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ path: displayPath(this.#path), message })
  }

  data(bytes: Uint8Array): void {
    if (this.#inFile) this.#content.data(bytes)
  }

  endEntry(): void {
    if (!this.#inFile) return
    this.#inFile = false
    this.#table.setSha256(this.#row, this.#content.finish())
  }

  result(): Pick<LayerInventory, 'entries' | 'facts' | 'problems'> {
    return { entries: this.#table.build(), facts: this.#facts, problems: this.#problems }
  }
}
