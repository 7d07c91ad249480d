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
  /** Where each slice with paths put them. */
  readonly slicePaths: Readonly<Record<string, readonly string[]>>
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
  const slices = new Map<string, Map<string, Set<string>>>()
  for (const entry of wall.entries) {
    // `content` states a path of a slice, `slice` a slice that may have no paths at all; slice names are PACKAGE_SLICE.
    const slice =
      entry.kind === 'content' ? text(entry, 'slice') : entry.kind === 'slice' ? text(entry, 'name') : undefined
    const [, packageName, sliceName] = /^([^_]+)_(.+)$/.exec(slice ?? '') ?? []
    if (packageName === undefined || sliceName === undefined) continue
    const paths = pathsOfSlice(slices, packageName, sliceName)
    const path = text(entry, 'path')
    if (path !== undefined) paths.add(normalisePath(path).path)
  }
  const entries = wall.entries.flatMap((entry): ChiselEntry[] => {
    const name = text(entry, 'name')
    const version = text(entry, 'version')
    if (entry.kind !== 'package' || name === undefined || version === undefined) return []
    const architecture = text(entry, 'arch') ?? null
    const ownSlices = [...(slices.get(name) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
    const slicePaths = ownSlices.map(([slice, paths]) => [slice, [...paths]] as const)
    return [
      {
        name,
        version,
        architecture,
        slices: ownSlices.map(([slice]) => slice),
        slicePaths: Object.fromEntries(slicePaths.filter(([, paths]) => paths.length > 0)),
        paths: [...new Set(slicePaths.flatMap(([, paths]) => paths))].sort(),
      },
    ]
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

/** The paths of a slice so far, to be added to. */
function pathsOfSlice(
  packages: Map<string, Map<string, Set<string>>>,
  packageName: string,
  sliceName: string,
): Set<string> {
  const slices = packages.get(packageName) ?? new Map<string, Set<string>>()
  packages.set(packageName, slices)
  const paths = slices.get(sliceName) ?? new Set<string>()
  slices.set(sliceName, paths)
  return paths
}
