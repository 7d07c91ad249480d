/**
 * `npm run bench [-- DIRECTORY]`: measures imgpeek on the big image that ../shared/images/make-images.sh DIRECTORY --big builds
 * (DIRECTORY is $IMGPEEK_IMAGES unless given), against other programs on the same input, run by run in turn. Prints medians and
 * ratios; judges nothing.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { layerBlobs } from './layer-blobs.ts'
import { type Command, compare, type Figures } from './measure.ts'

const RUNS = 5
const root = join(import.meta.dirname, '../..')

const images = process.argv[2] ?? process.env.IMGPEEK_IMAGES ?? join(tmpdir(), 'imgpeek-images')
const layout = join(images, 'big')
if (!existsSync(join(layout, 'index.json'))) {
  console.error(`There is no image at ${layout}; build it with make-images.sh --big and name its directory.`)
  process.exit(2)
}

const imgpeek = (...args: string[]): Command => [process.execPath, join(root, 'bin/run.js'), ...args]
const pipe = layerBlobs(layout)
  .map((blob) => `pigz -dc '${blob}' | openssl dgst -sha256`)
  .join(' && ')
const reference = `oci:${layout}`

console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, node ${process.version}; medians of ${RUNS} runs in turn\n`,
)
await print('cold inspect', imgpeek('inspect', reference, '--json', '--no-cache'), 'pigz -dc | openssl dgst -sha256', [
  'sh',
  '-c',
  pipe,
])
await print('warm inspect', imgpeek('inspect', reference, '--json'), 'node -e 0', [process.execPath, '-e', '0'])
const views = {
  layers: [],
  files: [],
  packages: [],
  waste: [],
  why: ['/usr/bin/python3'],
  cat: ['/etc/os-release'],
  sbom: [],
}
for (const [name, args] of Object.entries(views)) {
  await print(`warm ${name}`, imgpeek(name, reference, ...args), 'node -e 0', [process.execPath, '-e', '0'])
}
await print('export', imgpeek('export', reference), 'pigz -dc | openssl dgst -sha256', ['sh', '-c', pipe])
const scratch = mkdtempSync(join(tmpdir(), 'imgpeek-bench-'))
await print('unpack', intoEmpty('ours', ...imgpeek('unpack', reference)), 'umoci raw unpack', [
  ...intoEmpty('theirs', 'umoci', '--log', 'error', 'raw', 'unpack', '--image', tagOf(layout)),
])
rmSync(scratch, { recursive: true })
await print('--version', imgpeek('--version'), 'node -e 0', [process.execPath, '-e', '0'])

/** A command with a directory behind it that is not there; removing the last one's is part of what is measured, for both. */
function intoEmpty(name: string, ...command: readonly string[]): Command {
  return ['sh', '-c', 'rm -rf "$0" && exec "$@" "$0"', join(scratch, name), ...command]
}

/** The layout's only tag, as umoci names images. */
function tagOf(directory: string): string {
  const { manifests } = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'))
  return `${directory}:${manifests[0].annotations['org.opencontainers.image.ref.name']}`
}

async function print(name: string, command: Command, otherName: string, other: Command): Promise<void> {
  const { ours, theirs, ratio } = await compare(command, other, RUNS)
  console.log(`${name.padEnd(14)}${describe(ours)}`)
  console.log(`${''.padEnd(14)}${describe(theirs)}  ${otherName}`)
  console.log(`${''.padEnd(14)}ratio ${ratio.toFixed(2)}\n`)
}

function describe({ seconds, peakBytes }: Figures): string {
  const memory = peakBytes === null ? '' : `, peak ${(peakBytes / 2 ** 20).toFixed(0)} MiB`
  return `${seconds.toFixed(3)} s${memory}`
}
