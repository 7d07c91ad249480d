import { constants, zstdDecompressSync } from 'node:zlib'
import { LimitError } from '../../errors.ts'
import { normalisePath } from '../../rootfs/path.ts'
import { type JsonwallEntry, parseJsonwall } from './jsonwall.ts'

/** About 300 bytes a path, twice: room for 100,000 files in an image whose point is to have few. */
const DECOMPRESSED_LIMIT = 64 * 2 ** 20

/** One package that chisel cut slices from. A type, not an interface, so that it counts as JSON. */
export type ChiselEntry = {
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  /** Without the package's name: `libs` for `libc6_libs`. */
  readonly slices: readonly string[]
  readonly paths: readonly string[]
}

/** What a manifest says; `incomplete` when it was cut short. */
export type ChiselManifest = { readonly entries: readonly ChiselEntry[]; readonly incomplete: boolean }

/**
 * Reads chisel's `manifest.wall`, a jsonwall compressed with zstd (documentation.ubuntu.com/chisel, "Chisel manifest").
 * @throws {LimitError} when it expands to more than 64 MiB.
 * @throws {SyntaxError} when it is not a jsonwall.
 */
export function readChiselManifest(bytes: Uint8Array): ChiselManifest {
  const wall = parseJsonwall(new TextDecoder().decode(decompress(bytes)))
  const slices = new Map<string, Set<string>>()
  const paths = new Map<string, Set<string>>()
  for (const entry of wall.entries) {
    // `content` states a path of a slice, `slice` a slice that may have no paths at all; slice names are PACKAGE_SLICE.
    const slice =
      entry.kind === 'content' ? text(entry, 'slice') : entry.kind === 'slice' ? text(entry, 'name') : undefined
    const [, packageName, sliceName] = /^([^_]+)_(.+)$/.exec(slice ?? '') ?? []
    if (packageName === undefined || sliceName === undefined) continue
    addTo(slices, packageName, sliceName)
    const path = text(entry, 'path')
    if (path !== undefined) addTo(paths, packageName, normalisePath(path).path)
  }
  const entries = wall.entries.flatMap((entry): ChiselEntry[] => {
    const name = text(entry, 'name')
    const version = text(entry, 'version')
    if (entry.kind !== 'package' || name === undefined || version === undefined) return []
    const architecture = text(entry, 'arch') ?? null
    const ownSlices = [...(slices.get(name) ?? [])].sort()
    return [{ name, version, architecture, slices: ownSlices, paths: [...(paths.get(name) ?? [])] }]
  })
  return { entries, incomplete: wall.incomplete }
}

/** `ZSTD_e_flush` gives what is there of a frame that was cut short, where the default is an error. */
function decompress(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: DECOMPRESSED_LIMIT, finishFlush: constants.ZSTD_e_flush })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new LimitError(`it expands to more than ${DECOMPRESSED_LIMIT} bytes`, null)
  }
}

function text(entry: JsonwallEntry, field: string): string | undefined {
  const value = entry[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}
