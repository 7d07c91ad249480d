import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { startDockerRegistry } from '../e2e/support/docker-registry.ts'
import { startFaultProxy } from '../e2e/support/fault-proxy.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { noise } from '../support/noise.ts'
import { need, needProgram } from '../support/programs.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ended, imgpeek, start } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${committedLayout('webapp')}`
const DIGEST = 'sha256:1dae9301da65ebe4bb4b65466c98cd6cad758f06a29ee4e2c8d563d489db5c5c'
const RUN = join(import.meta.dirname, '../../bin/run.js')
const FILES = ['oci:NAME', 'oci-archive:NAME', 'docker-archive:NAME']

function freshDirectory(): string {
  return mkdtempSync(join(scratch, 'directory-'))
}

/** An image that has more bytes than the places that it is copied to in these tests. */
async function largeImage(): Promise<string> {
  const layers = ['a', 'b', 'c'].map(async (seed) => ({
    tar: await new LayerBuilder().file(seed, noise(4_000_000, seed)).build(),
  }))
  return `oci:${writeLayout(freshDirectory(), { layers: await Promise.all(layers) }).directory}`
}

describe('imgpeek copy', () => {
  it('says what was written, and the second time that it was there', async () => {
    const cwd = freshDirectory()
    const first = await imgpeek(['copy', IMAGE, 'oci:layout:1.0'], { cwd })
    const lines = (layers: string): string => `Wrote  oci:layout:1.0\nDigest ${DIGEST}\nLayers ${layers}\n`
    expect(first).toEqual({ code: 0, stdout: lines('9: 9 written (1.9 MB)'), stderr: '' })
    const second = await imgpeek(['copy', IMAGE, 'oci:layout:1.0'], { cwd })
    expect(second).toEqual({ code: 0, stdout: lines('9: 9 there already (1.9 MB)'), stderr: '' })
  })

  it.each(FILES)('prints JSON as the published schema has it: %s', async (name) => {
    const destination = name.replace('NAME', join(freshDirectory(), 'image'))
    const { code, stdout, stderr } = await imgpeek(['copy', IMAGE, destination, '--json'])
    const document = JSON.parse(stdout)
    expect([code, stderr]).toEqual([0, ''])
    expect(schemaErrors('copy', document)).toEqual([])
    expect(schemaErrors('copy', { ...document, layers: [{}] })).not.toEqual([])
  })

  it('takes the platform that is asked for, and ends with 3 where there is none', async () => {
    const directory = join(freshDirectory(), 'layout')
    const missing = await imgpeek(['copy', IMAGE, `oci:${directory}`, '--platform', 'linux/s390x'])
    expect([missing.code, missing.stdout]).toEqual([3, ''])
    expect(existsSync(directory)).toBe(false)
    expect((await imgpeek(['copy', IMAGE, `oci:${directory}`, '--platform', 'linux/amd64'])).code).toBe(0)
  })

  it.each([
    ['rootfs:x', 'is nothing to write an image to'],
    ['scratch', 'is nothing to write an image to'],
    ['./x', 'needs a scheme'],
    ['test', 'could be a path or an image of a registry'],
    ['oci::1.0', 'has a tag and no path'],
    ['container:x', 'is nothing to write an image to'],
    [`example.com/app@${DIGEST}`, 'names what is pushed by its digest'],
  ])('refuses the destination %s with 2 and one sentence', async (destination, sentence) => {
    const { code, stdout, stderr } = await imgpeek(['copy', IMAGE, destination])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
    expect(stderr).toContain(sentence)
  })

  it('ends with 4 where the image is broken', async () => {
    const tar = await new LayerBuilder().file('file', 'content').build()
    const { directory } = writeLayout(freshDirectory(), {
      layers: [{ tar, blob: Buffer.from('?'), descriptor: { digest: DIGEST } }],
    })
    const { code, stderr } = await imgpeek(['copy', `oci:${directory}`, `oci:${join(freshDirectory(), 'layout')}`])
    expect([code, stderr]).toEqual([4, expect.stringContaining(`has the digest`)])
  })
})

describe('where there is no room', () => {
  /** Runs a copy that must fail with 3, and leave the directory as it was. */
  async function expectNoRoom(
    run: (args: readonly string[]) => { status: number | null; stderr: string },
    directory: string,
  ) {
    const source = await largeImage()
    for (const name of FILES) {
      const { status, stderr } = run(['copy', source, name.replace('NAME', join(directory, 'image'))])
      expect(stderr).toMatch(/^imgpeek: \S+ cannot be written: [^\n]+\n$/)
      expect(status).toBe(3)
      expect(readdirSync(directory)).toEqual([])
    }
  }

  it('on the disk, a copy ends with 3 and leaves nothing', async (context: TestContext) => {
    const directory = freshDirectory()
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory])
    need(context, mounted.status === 0, 'a small file system cannot be mounted')
    onTestFinished(() => void spawnSync('umount', [directory]))
    await expectNoRoom((args) => spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8' }), directory)
  })

  it('for a file of that size, a copy ends with 3 and leaves nothing', async (context: TestContext) => {
    needProgram(context, 'prlimit')
    await expectNoRoom(
      (args) => spawnSync('prlimit', ['--fsize=1000000', process.execPath, RUN, ...args], { encoding: 'utf8' }),
      freshDirectory(),
    )
  })
})

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it.each(FILES)('ends a copy with 130 and leaves nothing: %s', async (name) => {
    const directory = freshDirectory()
    const source = (await largeImage()).replace('oci:', '')
    const hanging = Promise.withResolvers<void>()
    await using registry = await startFaultyRegistry(source, ({ response, blob }) => {
      if (blob === null || blob.length < 1_000_000) return false
      // half a layer, and then nothing
      response.writeHead(200, { 'content-length': blob.length })
      response.write(blob.subarray(0, blob.length / 2), () => hanging.resolve())
      return true
    })
    const destination = name.replace('NAME', join(directory, 'image'))
    const child = start(['copy', `${registry.host}/test/image:latest`, destination])
    const end = ended(child)
    await Promise.race([hanging.promise, end])
    child.kill('SIGINT')
    const { code, stdout, stderr } = await end
    expect([code, stdout, stderr]).toEqual([130, '', 'imgpeek: Interrupted.\n'])
    expect(readdirSync(directory)).toEqual([])
  })

  it('ends a push with 130 and without a tag', async (context) => {
    needProgram(context, 'docker-registry')
    await using registry = await startDockerRegistry()
    const uploading = Promise.withResolvers<void>()
    await using proxy = await startFaultProxy(registry.host, ({ method, path }) => {
      const isUpload = method === 'PUT' && path.includes('/uploads/')
      if (isUpload) uploading.resolve()
      return isUpload // and never an answer
    })
    const child = start(['copy', IMAGE, `${proxy.host}/test/image:1.0`])
    const end = ended(child)
    await Promise.race([uploading.promise, end])
    child.kill('SIGINT')
    expect(await end).toEqual({ code: 130, stdout: '', stderr: 'imgpeek: Interrupted.\n' })
    expect(proxy.requests.filter(({ method }) => method === 'DELETE').length).toBeGreaterThan(0)
    expect((await fetch(`http://${registry.host}/v2/test/image/tags/list`)).status).toBe(404)
  })
})
