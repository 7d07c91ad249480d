import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { ociArchive } from '../../fixtures/image-archive.ts'
import { ExitCode, inspectImage } from '../../src/index.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { startFaultyRegistry } from './support/faulty-registry.ts'
import { writeSampleImage } from './support/sample-image.ts'

const CHILD = fileURLToPath(new URL('./support/interrupted-child.ts', import.meta.url))
const MIB = 1024 ** 2
const INTERRUPTED = { exitCode: ExitCode.interrupted, temporaryFiles: [], openFiles: [] }

const temporary = temporaryDirectory()

/** A directory with an empty cache in it, and a layout with the sample image. */
async function setUp() {
  const scratch = mkdtempSync(join(temporary, 'scratch-'))
  mkdirSync(join(scratch, 'cache'))
  return { scratch, ...(await writeSampleImage(join(scratch, 'layout'), 8 * MIB)) }
}

/** What became of an inspection that was interrupted, in a process that has ended by itself since. */
async function interruptedInspect(reference: string, scratch: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, reference, scratch], { timeout: 20_000 })
  return JSON.parse(stdout)
}

describe('an interrupted inspection ends at once, with no temporary file, open file, thread or connection left', () => {
  test('of an image in a registry that has stalled', async () => {
    const { layout, layers, scratch } = await setUp()
    await using registry = await startFaultyRegistry(layout.directory, ({ blob, path, response }) => {
      if (blob === null || !path.endsWith(layers[0]!.digest)) return false
      response.writeHead(200, { 'content-length': blob.length }).write(blob.subarray(0, MIB))
      return true
    })
    expect(await interruptedInspect(`${registry.host}/test/image`, scratch)).toEqual(INTERRUPTED)
  })

  test('of an image in a layout', async () => {
    const { layout, scratch } = await setUp()
    expect(await interruptedInspect(`oci:${layout.directory}`, scratch)).toEqual(INTERRUPTED)
  })

  test.for(['none', 'gzip'] as const)('of an image in an archive (compression: %s)', async (packing) => {
    const { layout, scratch } = await setUp()
    const path = join(scratch, 'archive')
    writeFileSync(path, compress(await ociArchive(layout), packing))
    expect(await interruptedInspect(`oci-archive:${path}`, scratch)).toEqual(INTERRUPTED)
  })

  test('of a root filesystem', async () => {
    const { scratch } = await setUp()
    const root = join(scratch, 'root')
    mkdirSync(root)
    writeFileSync(join(root, 'zeros'), new Uint8Array(32 * MIB))
    expect(await interruptedInspect(`rootfs:${root}`, scratch)).toEqual(INTERRUPTED)
  })
})

test('an inspection that is interrupted before it begins is interrupted, whatever the source', async () => {
  const { layout, scratch } = await setUp()
  await using registry = await startFaultyRegistry(layout.directory)
  const archive = join(scratch, 'archive')
  writeFileSync(archive, await ociArchive(layout))
  const options = { platform: 'linux/amd64', env: {}, cache: false, signal: AbortSignal.abort() }
  const references = [`${registry.host}/a`, `oci:${layout.directory}`, `oci-archive:${archive}`, `rootfs:${scratch}`]
  for (const reference of references) {
    await expectFailure(inspectImage(reference, options), ExitCode.interrupted, /^Interrupted\.$/)
  }
})
