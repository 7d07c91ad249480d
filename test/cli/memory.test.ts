import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { endOfArchive, headerBlock } from '../../fixtures/tar-blocks.ts'
import { noise } from '../support/noise.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const MIB = 1024 ** 2

/** Lets the program say at its end, on standard error, how much memory it has had, in KiB. */
const REPORT_PEAK = `
  import { isMainThread } from 'node:worker_threads'
  if (isMainThread) process.on('exit', () => console.error(process.resourceUsage().maxRSS))
`

test('a layer of three gigabytes is read with at most 300 MiB of memory', { timeout: 120_000 }, async () => {
  // 1 MiB that zstd makes about a hundred times smaller, which no limit forbids, and which is a frame of its own
  const block = Buffer.concat([noise(8 * 1024, 'block'), Buffer.alloc(MIB - 8 * 1024, 'text ')])
  const blocks = Array.from({ length: 3072 }, () => block)
  const header = headerBlock({ name: 'large', size: 3072 * MIB })
  const frame = zstdCompressSync(block)
  const blob = Buffer.concat([zstdCompressSync(header), ...blocks.map(() => frame), zstdCompressSync(endOfArchive())])
  const diffId = createHash('sha256')
  for (const part of [header, ...blocks, endOfArchive()]) diffId.update(part)

  const layer = { tar: new Uint8Array(0), blob, diffId: `sha256:${diffId.digest('hex')}` }
  const { directory } = writeLayout(join(scratch, 'layout'), { layers: [layer] })
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(REPORT_PEAK)}` }
  const { code, stdout, stderr } = await imgpeek(['inspect', `oci:${directory}`, '--json', '--no-cache'], { env })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).size).toMatchObject({ compressedBytes: blob.length, contentBytes: 3072 * MIB })
  expect(Number(stderr) * 1024).toBeLessThan(300 * MIB)
})
