import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dockerArchive } from '../../fixtures/image-archive.ts'
import { BrokenImageError, UsageError } from '../../src/errors.ts'
import { COMMITTED_IMAGES, committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { runProgram } from '../e2e/support/run-program.ts'
import { contentOf, copied, copyFailure, digestsOf } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const webapp = `oci:${committedLayout('webapp')}`

function freshPath(name: string): string {
  return join(mkdtempSync(join(scratch, 'directory-')), name)
}

describe('oci-archive:', () => {
  it.each(COMMITTED_IMAGES)('holds the same image: %s', async (name) => {
    const source = `oci:${committedLayout(name)}`
    const archive = `oci-archive:${freshPath('image.tar')}:1.0`
    expect(await copied(source, archive)).toMatchObject({ destination: archive, sameManifest: true })
    expect(await contentOf(archive)).toEqual(await contentOf(source))
  })

  it('has the same bytes wherever the image comes from', async () => {
    const first = freshPath('first.tar')
    await copied(webapp, `oci-archive:${first}`)
    const zipped = freshPath('first.tar.gz')
    writeFileSync(zipped, gzipSync(readFileSync(first)))
    const second = freshPath('second.tar')
    await copied(`oci-archive:${zipped}`, `oci-archive:${second}`)
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true)
  })

  it('has names in order, of nobody and of no time, as tar shows it', async (context) => {
    needProgram(context, 'tar')
    const path = freshPath('image.tar')
    await copied(webapp, `oci-archive:${path}`)
    const lines = execFileSync('tar', ['-tvf', path, '--numeric-owner', '--utc'], { encoding: 'utf8' })
      .trim()
      .split('\n')
    const names = lines.map((line) => line.split(' ').at(-1)!)
    expect(names).toEqual(names.toSorted())
    expect(names.slice(0, 2)).toEqual(['blobs/', 'blobs/sha256/'])
    for (const line of lines) expect(line).toMatch(/^(?:drwxr-xr-x|-rw-r--r--) 0\/0 +\d+ 1970-01-01 00:00 /)
  })

  it('is read by skopeo', async (context) => {
    needProgram(context, 'skopeo')
    const path = freshPath('image.tar')
    const { digest } = await copied(webapp, `oci-archive:${path}:1.0`)
    expect(JSON.parse(await runProgram('skopeo', 'inspect', `oci-archive:${path}:1.0`))).toMatchObject({
      Digest: digest,
    })
  })

  it('replaces a file only once it is complete', async () => {
    const path = freshPath('image.tar')
    writeFileSync(path, 'what was there')
    const broken = freshPath('broken.tar')
    await copied(webapp, `oci-archive:${broken}`)
    const bytes = readFileSync(broken)
    bytes[700_000]! ^= 1
    writeFileSync(broken, bytes)
    expect(await copyFailure(`oci-archive:${broken}`, `oci-archive:${path}`)).toBeInstanceOf(BrokenImageError)
    expect(readFileSync(path, 'utf8')).toBe('what was there')
    expect(readdirSync(join(path, '..'))).toEqual(['image.tar'])
    await copied(webapp, `oci-archive:${path}`)
    expect(await digestsOf(`oci-archive:${path}`)).toEqual(await digestsOf(webapp))
    expect(readdirSync(join(path, '..'))).toEqual(['image.tar'])
  })

  it('can be the file that the image comes from', async () => {
    const path = freshPath('image.tar')
    await copied(webapp, `oci-archive:${path}`)
    await copied(`oci-archive:${path}`, `oci-archive:${path}:2.0`)
    expect(await digestsOf(`oci-archive:${path}:2.0`)).toEqual(await digestsOf(webapp))
  })
})

describe('docker-archive:', () => {
  it.each(COMMITTED_IMAGES)('holds the same filesystem and config, in plain tars: %s', async (name) => {
    const source = `oci:${committedLayout(name)}`
    const archive = `docker-archive:${freshPath('image.tar')}`
    expect(await copied(source, `${archive}:test/image:1.0`)).toMatchObject({
      destination: `${archive}:docker.io/test/image:1.0`,
      sameManifest: false,
    })
    const { digest: _, size, layers, ...known } = await contentOf(source)
    const { digest: __, size: writtenSize, layers: writtenLayers, ...written } = await contentOf(archive)
    expect(written).toEqual(known)
    expect(writtenSize).toEqual({ ...size, compressedBytes: size.tarBytes })
    expect(writtenLayers).toEqual(
      layers.map((layer) => ({
        ...layer,
        digest: layer.diffId,
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        compression: 'none',
        compressedBytes: layer.tarBytes,
      })),
    )
  })

  it('is read by skopeo, by the layers of its manifest.json and by its OCI index', async (context) => {
    needProgram(context, 'skopeo')
    const path = freshPath('image.tar')
    const { digest } = await copied(webapp, `docker-archive:${path}:test/image:1.0`)
    const saved = `docker-archive:${path}:docker.io/test/image:1.0`
    const { Layers } = JSON.parse(await runProgram('skopeo', 'inspect', saved)) as { Layers: string[] }
    expect(Layers).toEqual((await contentOf(webapp)).layers.map(({ diffId }) => diffId))
    const layout = freshPath('layout')
    await runProgram('skopeo', 'copy', '--insecure-policy', saved, `oci:${layout}:1.0`)
    // skopeo writes the config anew, without what it does not know
    const { filesystem, packages, layers } = await contentOf(webapp)
    expect(await contentOf(`oci:${layout}`)).toMatchObject({
      filesystem,
      packages,
      layers: layers.map(({ diffId }) => ({ diffId })),
    })
    expect(JSON.parse(await runProgram('skopeo', 'inspect', `oci-archive:${path}:1.0`))).toMatchObject({
      Digest: digest,
    })
  })

  it('is loaded by podman under its name', async (context) => {
    needProgram(context, 'podman')
    need(context, process.getuid?.() === 0, 'only root has podman here without a user namespace')
    const path = freshPath('image.tar')
    const { imageId } = await copied(`oci:${committedLayout('static')}`, `docker-archive:${path}:test/image:1.0`)
    const store = mkdtempSync(join(tmpdir(), 'podman-')) // podman takes no path of more than 50 characters
    onTestFinished(() => rmSync(store, { recursive: true, force: true }))
    const podman = (...args: string[]): Promise<string> =>
      runProgram('podman', '--root', `${store}/root`, '--runroot', `${store}/run`, '--storage-driver', 'vfs', ...args)
    expect(await podman('load', '-i', path)).toContain('docker.io/test/image:1.0')
    const id = await podman('image', 'inspect', '--format', '{{.Id}}', 'docker.io/test/image:1.0')
    expect(`sha256:${id.trim()}`).toBe(imageId)
  })

  it('may come from what docker saved before there were manifests; then layers are compressed elsewhere', async () => {
    const path = freshPath('saved.tar')
    writeFileSync(path, await dockerArchive(await uncompressedSpec(committedLayout('webapp')), 'test/image:1.0'))
    const layout = freshPath('layout')
    const document = await copied(`docker-archive:${path}`, `oci:${layout}`)
    expect(document.layers.map(({ mediaType }) => mediaType)).toEqual(
      document.layers.map(() => 'application/vnd.oci.image.layer.v1.tar+gzip'),
    )
    const { imageId, filesystem, size } = await contentOf(`oci:${layout}`)
    const saved = await contentOf(`docker-archive:${path}`)
    expect([imageId, filesystem]).toEqual([saved.imageId, saved.filesystem])
    expect(size.compressedBytes).toBeLessThan(saved.size.compressedBytes)
  })

  it('can be a pipe', async (context) => {
    const pipe = freshPath('pipe')
    need(context, spawnSync('mkfifo', [pipe]).status === 0, 'there is no mkfifo')
    const path = freshPath('image.tar')
    const reading = runProgram('cp', pipe, path)
    const { layers } = await copied(webapp, `docker-archive:${pipe}:test/image:1.0`)
    await reading
    const { layers: diffIds } = await digestsOf(`docker-archive:${path}`)
    expect(diffIds).toEqual(layers.map(({ diffId }) => diffId))
  })

  it.each(['UPPER', '@0', `app@sha256:${'0'.repeat(64)}`])('is not named %j', async (ref) => {
    const path = freshPath('image.tar')
    expect(await copyFailure(webapp, `docker-archive:${path}:${ref}`)).toBeInstanceOf(UsageError)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })
})

describe('an archive is refused', () => {
  it.each(['oci-archive', 'docker-archive'])(
    'where a directory is, or no directory to stand in: %s',
    async (scheme) => {
      const directory = freshPath('')
      for (const path of [directory, join(directory, 'missing', 'image.tar')]) {
        expect(await copyFailure(webapp, `${scheme}:${path}`)).toBeInstanceOf(UsageError)
        expect(readdirSync(directory)).toEqual([])
      }
    },
  )
})
