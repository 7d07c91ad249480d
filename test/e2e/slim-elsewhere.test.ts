import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { readImage, type SlimDocument, type SlimMode, slim, unpack, withImage } from '../../src/index.ts'
import { start, whyNoContainers } from '../fit/container.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { attributesOnDisk, treeOnDisk } from '../support/tree-on-disk.ts'
import { committedLayout, uncompressedSpec } from './support/committed-images.ts'
import { startDockerRegistry } from './support/docker-registry.ts'

const scratch = temporaryDirectory()
const OPTIONS = { env: { HOME: '/nonexistent', XDG_CACHE_HOME: join(scratch, 'cache') }, platform: 'linux/amd64' }
/** Layers that are reused stay compressed as they are, and umoci and skopeo's archives take no zstd. */
const IMAGE = `oci:${join(scratch, 'webapp')}:1.0`
const MODES: readonly SlimMode[] = ['packages', 'files', 'policy']

beforeAll(async () => {
  writeLayout(join(scratch, 'webapp'), await uncompressedSpec(committedLayout('webapp')), '1.0')
})

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'place')
}

function slimmed(destination: string, mode: SlimMode): Promise<SlimDocument> {
  return slim(IMAGE, destination, { ...OPTIONS, slim: { mode }, tool: { name: 'imgpeek', version: '1' } })
}

function needRoot(context: TestContext): void {
  need(context, process.getuid?.() === 0, 'owners and containers are root’s')
}

describe.each(MODES)('what is slimmed by %s', (mode) => {
  let layout: string

  beforeEach(async () => {
    layout = fresh()
    expect((await slimmed(`oci:${layout}:slim`, mode)).proof).toEqual({ failures: [] })
  })

  it('is unpacked by umoci as by imgpeek, and is a part of what it was', async (context) => {
    needProgram(context, 'umoci')
    needProgram(context, 'getfattr')
    needRoot(context)
    const bundle = fresh()
    execFileSync('umoci', ['unpack', '--image', `${layout}:slim`, bundle], { stdio: 'pipe' })
    const [ours, source] = [fresh(), fresh()]
    await withImage(`oci:${layout}:slim`, OPTIONS, (image) => unpack(image, ours, { devices: true }))
    await withImage(IMAGE, OPTIONS, (image) => unpack(image, source, { devices: true }))
    const [kept, all] = [treeOnDisk(join(bundle, 'rootfs')), treeOnDisk(source)]
    expect(kept).toEqual(treeOnDisk(ours))
    expect(attributesOnDisk(join(bundle, 'rootfs'))).toBe(attributesOnDisk(ours))
    const changed = Object.keys(kept).filter((path) => kept[path] !== all[path])
    for (const path of changed) expect(path).toMatch(/^\/var\/lib(?:\/d(?:b|pkg)(?:\/|$)|$)/)
  })

  it('is copied by skopeo, which checks what it takes', (context) => {
    needProgram(context, 'skopeo')
    const archive = fresh()
    execFileSync('skopeo', ['copy', `oci:${layout}:slim`, `docker-archive:${archive}:app:slim`], { stdio: 'pipe' })
    execFileSync('skopeo', ['inspect', `docker-archive:${archive}`], { stdio: 'pipe' })
  })

  it('starts with runc', async (context) => {
    needProgram(context, 'runc')
    needRoot(context)
    const why = await whyNoContainers()
    need(context, why === null, `runc ${why}`)
    const bundle = fresh()
    mkdirSync(bundle)
    const config = await withImage(`oci:${layout}:slim`, OPTIONS, async (image) => {
      await unpack(image, join(bundle, 'rootfs'), { devices: true })
      return image.config
    })
    const command = { ...config.config, entrypoint: ['/usr/bin/busybox', 'cat', '/srv/www/index.html'] }
    const { output } = await start(bundle, { ...config, config: command })
    expect(output).toMatch(/^0 <!doctype html>/)
  })
})

it('is pushed to a registry as one and the same image each time', async (context) => {
  needProgram(context, 'docker-registry')
  await using registry = await startDockerRegistry()
  const name = `${registry.host}/app:slim`
  const options = { ...OPTIONS, plainHttp: true, slim: {}, tool: { name: 'imgpeek', version: '1' } }
  const first = await slim(IMAGE, name, options)
  const second = await slim(IMAGE, name, options)
  expect(second.written!.digest).toBe(first.written!.digest)
  const { descriptor, packages } = await readImage(name, { ...OPTIONS, plainHttp: true })
  expect([descriptor!.digest, packages.length]).toEqual([first.written!.digest, first.after.packages])
})
