/**
 * `npm run bench [-- DIRECTORY]`: measures imgpeek on the big image that ../shared/images/make-images.sh DIRECTORY --big builds
 * (DIRECTORY is $IMGPEEK_IMAGES unless given), against other programs on the same input, run by run in turn. Prints medians and
 * ratios; judges nothing.
 */
import { existsSync } from 'node:fs'
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
const views = { layers: [], files: [], packages: [], waste: [], why: ['/usr/bin/python3'], cat: ['/etc/os-release'] }
for (const [name, args] of Object.entries(views)) {
  await print(`warm ${name}`, imgpeek(name, reference, ...args), 'node -e 0', [process.execPath, '-e', '0'])
}
await print('export', imgpeek('export', reference), 'pigz -dc | openssl dgst -sha256', ['sh', '-c', pipe])
await print('--version', imgpeek('--version'), 'node -e 0', [process.execPath, '-e', '0'])

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
