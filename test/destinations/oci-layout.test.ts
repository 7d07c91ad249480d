import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LayoutBuilder, tagged, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, InterruptedError, UsageError } from '../../src/errors.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { contentOf, copied, copyFailure, digestsOf } from '../support/copy.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { treeOnDisk } from '../support/tree-on-disk.ts'

const scratch = temporaryDirectory()
const webapp = `oci:${committedLayout('webapp')}`
const small = `oci:${committedLayout('static')}`

function freshDirectory(): string {
  return mkdtempSync(join(scratch, 'directory-'))
}

interface WrittenIndex {
  readonly manifests: readonly {
    readonly digest: string
    readonly annotations?: Readonly<Record<string, string>>
  }[]
}

function indexOf(directory: string): WrittenIndex {
  return JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'))
}

function tagsOf(directory: string): (string | undefined)[] {
  return indexOf(directory).manifests.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'])
}

/** A layout whose one layer is not what its digest says. */
async function brokenLayout(): Promise<string> {
  const tar = await new LayerBuilder().file('file', 'content').build()
  const layout = writeLayout(freshDirectory(), { layers: [{ tar }] })
  const { digest } = indexOf(layout.directory).manifests[0]!
  const { layers } = JSON.parse(layout.read(digest).toString()) as { layers: [{ digest: string; size: number }] }
  layout.overwrite(layers[0].digest, Buffer.alloc(layers[0].size))
  return `oci:${layout.directory}`
}

describe('an image that is copied into a layout', () => {
  it('is the same there, under the tag that is named, else "latest"', async () => {
    const directory = join(freshDirectory(), 'new')
    expect(await copied(webapp, `oci:${directory}:1.0`)).toMatchObject({
      destination: `oci:${directory}:1.0`,
      sameManifest: true,
    })
    await copied(small, `oci:${directory}`)
    expect(tagsOf(directory)).toEqual(['1.0', 'latest'])
    expect(await contentOf(`oci:${directory}:1.0`)).toEqual(await contentOf(webapp))
    expect(await digestsOf(`oci:${directory}:latest`)).toEqual(await digestsOf(small))
    expect(readdirSync(directory).sort()).toEqual(['blobs', 'index.json', 'oci-layout'])
  })

  it('makes the same bytes when it is copied again', async () => {
    const directory = freshDirectory()
    await copied(webapp, `oci:${directory}`)
    const before = treeOnDisk(directory)
    const { layers } = await copied(webapp, `oci:${directory}`)
    expect(new Set(layers.map(({ transfer }) => transfer))).toEqual(new Set(['present']))
    expect(treeOnDisk(directory)).toEqual(before)
  })

  it('replaces what has its tag, and leaves all else in the index as it is', async () => {
    const layout = new LayoutBuilder(freshDirectory())
    const tar = await new LayerBuilder().file('file', 'content').build()
    const image = layout.image({ layers: [{ tar }] })
    const other = { ...tagged(image, 'other'), 'org.example.field': { kept: true } }
    layout.writeIndex([tagged(image, '1.0'), other, image, tagged(image, '1.0')])
    await copied(small, `oci:${layout.directory}:1.0`)
    expect(indexOf(layout.directory).manifests.slice(0, 2)).toEqual([other, image])
    expect(tagsOf(layout.directory)).toEqual(['other', undefined, '1.0'])
    expect(await digestsOf(`oci:${layout.directory}:1.0`)).toEqual(await digestsOf(small))
  })

  it('leaves blobs that are there alone, but for those of another size', async () => {
    const directory = freshDirectory()
    await copied(webapp, `oci:${directory}`)
    const { layers } = await copied(webapp, `oci:${directory}`)
    const [first, second] = layers.map(({ digest }) => join(directory, 'blobs', digest.replace(':', '/')))
    const longAgo = new Date('2001-01-01')
    utimesSync(first!, longAgo, longAgo)
    writeFileSync(second!, 'cut off')
    await copied(webapp, `oci:${directory}`)
    expect(statSync(first!).mtime).toEqual(longAgo)
    expect(await digestsOf(`oci:${directory}`)).toEqual(await digestsOf(webapp))
  })

  it("gets an OCI manifest where its own is of Docker's type, with the same config and layers", async () => {
    const layout = new LayoutBuilder(freshDirectory())
    const tar = await new LayerBuilder().file('file', 'content').build()
    const manifest = JSON.parse(layout.read(layout.image({ layers: [{ tar }] }).digest).toString())
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json'
    manifest.mediaType = mediaType
    manifest.config.mediaType = 'application/vnd.docker.container.image.v1+json'
    manifest.layers[0].mediaType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
    layout.writeIndex([layout.json(manifest, mediaType)])
    const directory = freshDirectory()
    expect(await copied(`oci:${layout.directory}`, `oci:${directory}`)).toMatchObject({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      sameManifest: false,
      imageId: manifest.config.digest,
      layers: [{ digest: manifest.layers[0].digest, mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }],
    })
    const written = await contentOf(`oci:${directory}`)
    expect(written.layers[0]).toMatchObject({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' })
  })

  it('names foreign layers, and does not copy them', async () => {
    const tar = await new LayerBuilder().file('file', 'content').build()
    const urls = ['https://elsewhere.example/layer']
    const mediaType = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'
    const layout = writeLayout(freshDirectory(), { layers: [{ tar, absent: true, descriptor: { urls, mediaType } }] })
    const document = await copied(`oci:${layout.directory}`, `oci:${join(scratch, 'foreign')}`)
    expect(document).toMatchObject({ sameManifest: true, layers: [{ mediaType, transfer: 'elsewhere' }] })
  })

  it('stands beside those of other writers that write at the same time', async () => {
    const directory = join(freshDirectory(), 'new')
    const tags = Array.from({ length: 12 }, (_, index) => `tag-${index}`)
    await Promise.all(tags.map((tag, index) => copied(index % 2 ? webapp : small, `oci:${directory}:${tag}`)))
    expect(new Set(tagsOf(directory))).toEqual(new Set(tags))
    expect(await digestsOf(`oci:${directory}:tag-1`)).toEqual(await digestsOf(webapp))
    expect(readdirSync(directory).sort()).toEqual(['blobs', 'index.json', 'oci-layout'])
  })
})

describe('a copy that fails', () => {
  it('leaves nothing where nothing was', async () => {
    const parent = freshDirectory()
    const error = await copyFailure(await brokenLayout(), `oci:${join(parent, 'new')}`)
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(readdirSync(parent)).toEqual([])
  })

  it('leaves an empty directory empty', async () => {
    const directory = freshDirectory()
    await copyFailure(await brokenLayout(), `oci:${directory}`)
    expect(readdirSync(directory)).toEqual([])
  })

  it('leaves a layout as it was', async () => {
    const directory = freshDirectory()
    cpSync(committedLayout('webapp'), directory, { recursive: true })
    const before = treeOnDisk(directory)
    await copyFailure(await brokenLayout(), `oci:${directory}:1.0`)
    expect(treeOnDisk(directory)).toEqual(before)
  })

  it('leaves nothing where it is interrupted', async () => {
    const parent = freshDirectory()
    const controller = new AbortController()
    const error = await copyFailure(webapp, `oci:${join(parent, 'new')}`, {
      signal: controller.signal,
      onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
    })
    expect(error).toBeInstanceOf(InterruptedError)
    expect(readdirSync(parent)).toEqual([])
  })

  it('leaves nothing where it is interrupted while another writer holds the index', async () => {
    const directory = freshDirectory()
    await copied(small, `oci:${directory}:1.0`)
    const before = treeOnDisk(directory)
    writeFileSync(join(directory, 'index.json.lock'), '')
    const controller = new AbortController()
    const failing = copyFailure(webapp, `oci:${directory}:1.0`, {
      signal: controller.signal,
      onProgress: ({ kind }) => kind === 'layer-done' && setTimeout(() => controller.abort(), 300),
    })
    expect(await failing).toBeInstanceOf(InterruptedError)
    const { '/index.json.lock': lock, ...after } = treeOnDisk(directory)
    expect(after).toEqual(before)
    expect(lock).toBeDefined()
  })
})

describe('a directory is refused', () => {
  it('that holds something else', async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, 'thesis.tex'), '')
    expect(await copyFailure(webapp, `oci:${directory}`)).toBeInstanceOf(UsageError)
    expect(readdirSync(directory)).toEqual(['thesis.tex'])
  })

  it('that is a file, or stands below one, or below nothing', async () => {
    const file = join(freshDirectory(), 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'layout'), join(freshDirectory(), 'missing', 'layout')]) {
      expect(await copyFailure(webapp, `oci:${path}`)).toBeInstanceOf(UsageError)
      expect(existsSync(path)).toBe(path === file)
    }
  })

  it('whose index is malformed, before anything is written', async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, 'index.json'), '{"schemaVersion":2,"manifests":[{}]}')
    expect(await copyFailure(webapp, `oci:${directory}`)).toBeInstanceOf(BrokenImageError)
    expect(readdirSync(directory)).toEqual(['index.json'])
  })

  it.each(['a..b', '-a', 'a b', `sha256:${'0'.repeat(64)}`])('with the tag %j', async (tag) => {
    const directory = join(freshDirectory(), 'new')
    expect(await copyFailure(webapp, `oci:${directory}:${tag}`)).toBeInstanceOf(UsageError)
    expect(existsSync(directory)).toBe(false)
  })
})
