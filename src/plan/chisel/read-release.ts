import { opendir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, UnavailableError, UsageError } from '../../errors.ts'
import { parseSlices } from './parse-slices.ts'
import type { ChiselRelease, Slice } from './release.ts'
import { YamlValue } from './yaml-value.ts'

/** Canonical's largest has some 30 kB; its release definition, with keys, as much. */
const MAX_FILE_BYTES = 4 * 2 ** 20
/** Canonical's releases have some 600. */
const MAX_FILES = 50_000
const MAX_DEPTH = 16

/** The formats whose differences `parseSlices` knows. */
const FORMATS: ReadonlySet<string> = new Set(['v1', 'v2', 'v3'])

/**
 * Reads a checkout of github.com/canonical/chisel-releases: a directory with `chisel.yaml` and `slices/`.
 * @throws {UnavailableError} when it cannot be read; {UsageError} when it is none.
 */
export async function readChiselRelease(directory: string): Promise<ChiselRelease> {
  const definition = await readYaml(join(directory, 'chisel.yaml'))
  const format = definition.get('format').string
  if (!FORMATS.has(format)) throw definition.get('format').unfit(`one of ${[...FORMATS].join(', ')}`)
  const files: string[] = []
  await findSliceFiles(join(directory, 'slices'), files, 0)
  const slices: Slice[] = []
  for (const file of files.sort()) slices.push(...parseSlices(await readYaml(file), basename(file, '.yaml')))
  slices.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    directory,
    format,
    ubuntuVersion: ubuntuVersionOf(definition),
    slices: new Map(slices.map((slice) => [slice.name, slice])),
  }
}

/** That of the archive that packages come from if nothing else is said; `v2-archives` are those of Ubuntu Pro. */
function ubuntuVersionOf(definition: YamlValue): string {
  const archives = definition.get('archives')
  const [, first] = archives.entries[0] ?? []
  const ubuntu = archives.get('ubuntu')
  const archive = ubuntu.isAbsent ? first : ubuntu
  if (archive === undefined) throw archives.unfit('a mapping with an archive')
  return archive.get('version').string
}

async function findSliceFiles(directory: string, files: string[], depth: number): Promise<void> {
  if (depth > MAX_DEPTH) throw new UsageError(`${directory} is nested more than ${MAX_DEPTH} directories deep.`)
  try {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name)
      if (entry.isDirectory()) await findSliceFiles(path, files, depth + 1)
      else if (entry.name.endsWith('.yaml') && files.push(path) > MAX_FILES) {
        throw new UsageError(`${directory} has more than ${MAX_FILES} slice definitions.`)
      }
    }
  } catch (error) {
    throw unreadable(error, directory)
  }
}

/** With scalars as the text they are written as: 24.10 is a version, no number. */
async function readYaml(path: string): Promise<YamlValue> {
  const { parse } = await import('yaml')
  const text = await readText(path)
  try {
    return new YamlValue(parse(text, { schema: 'failsafe', mapAsMap: true, logLevel: 'error' }), path)
  } catch (error) {
    const [line] = messageOf(error).split('\n')
    throw new UsageError(`${path} is not YAML: ${line?.replace(/:$/, '')}.`)
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > MAX_FILE_BYTES) throw new UsageError(`${path} is larger than ${MAX_FILE_BYTES} bytes.`)
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(error, path)
  }
}

function unreadable(error: unknown, path: string): Error {
  if (error instanceof UsageError || error instanceof UnavailableError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
  return new UnavailableError(
    isMissing
      ? `${path} does not exist; name a checkout of github.com/canonical/chisel-releases (a branch such as ubuntu-24.04).`
      : `${path} cannot be read: ${messageOf(error)}.`,
  )
}
