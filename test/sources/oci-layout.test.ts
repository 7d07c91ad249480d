import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ImageSpec, LayoutBuilder, sha256, tagged, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import {
  BrokenImageError,
  InterruptedError,
  LimitError,
  NotFoundError,
  UnavailableError,
  UsageError,
} from '../../src/errors.ts'
import { bytesOf, layerBytes, open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()
let serial = 0
let tar: Buffer

beforeAll(async () => {
  tar = await new LayerBuilder().file('hello', 'Hello.\n').build()
})

function directory(): string {
  return join(temporary, `layout-${serial++}`)
}

function spec(fields: Partial<ImageSpec> = {}): ImageSpec {
  return { layers: [{ tar, packing: 'none' }], ...fields }
}

/** The digests of the image that a reference opens. */
async function digestOf(reference: string, platform?: string): Promise<string | undefined> {
  const image = await open(reference, { platform })
  await image.close()
  return image.descriptor?.digest
}

describe('an image layout', () => {
  test('gives manifest, config and layers', async () => {
    const layout = writeLayout(directory(), spec({ config: { User: '7' } }), '3.20')
    const image = await open(`oci:${layout.directory}:3.20`)
    expect(image.source).toBe('oci')
    expect(image.reference).toBe(`oci:${layout.directory}:3.20`)
    const manifest = await image.manifest()
    expect(image.imageId).toBe(manifest!.config.digest)
    expect((await image.config()).config.user).toBe('7')
    const layers = await image.layers()
    expect(layers).toMatchObject([{ digest: sha256(tar), diffId: sha256(tar), size: tar.length, urls: [] }])
    expect(await bytesOf(layers[0]!)).toEqual(tar)
  })

  test('streams a large blob in pieces', async () => {
    const large = Buffer.alloc(3_000_000, 'x')
    const layout = writeLayout(directory(), spec({ layers: [{ tar: large, packing: 'none' }] }))
    const image = await open(`oci:${layout.directory}`)
    const pieces: Uint8Array[] = []
    for await (const piece of (await image.layers())[0]!.open()) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(2)
    expect(Buffer.concat(pieces).equals(large)).toBe(true)
  })

  test('stops when its signal fires', async () => {
    const layout = writeLayout(directory(), spec({ layers: [{ tar: Buffer.alloc(3_000_000), packing: 'none' }] }))
    const controller = new AbortController()
    const image = await open(`oci:${layout.directory}`, { signal: controller.signal })
    const [layer] = await image.layers()
    await expect(async () => {
      for await (const _ of layer!.open()) controller.abort()
    }).rejects.toThrow(InterruptedError)
  })

  test('may lie in a directory with a colon in its name', async () => {
    const layout = writeLayout(`${directory()}:x`, spec(), 'tag')
    expect(await digestOf(`oci:${layout.directory}`)).toMatch(/^sha256:/)
  })
})

describe('tags of a layout', () => {
  test('choose among images, by ref.name, full name or digest', async () => {
    const layout = new LayoutBuilder(directory())
    const one = layout.image(spec({ config: { User: '1' } }))
    const two = layout.image(spec({ config: { User: '2' } }))
    const annotations = {
      'io.containerd.image.name': 'docker.io/library/app:2',
      'org.opencontainers.image.ref.name': '2',
    }
    layout.writeIndex([tagged(one, '1'), { ...two, annotations }])
    const name = `oci:${layout.directory}`
    expect(await digestOf(`${name}:1`)).toBe(one.digest)
    expect(await digestOf(`${name}:2`)).toBe(two.digest)
    expect(await digestOf(`${name}:docker.io/library/app:2`)).toBe(two.digest)
    expect(await digestOf(`${name}:${one.digest}`)).toBe(one.digest)
    await expect(open(name)).rejects.toThrow(
      new UsageError(`${name} holds 2 images; choose one as ${name}:TAG, where TAG is 1, 2.`),
    )
    await expect(open(`${name}:3`)).rejects.toThrow(
      new NotFoundError(`${name} has no image with the tag "3"; it has 1, 2.`),
    )
  })

  test('are not needed beside an attestation or a second name of the same image', async () => {
    const layout = new LayoutBuilder(directory())
    const image = layout.image(spec())
    layout.writeIndex([layout.attestation(image), tagged(image, '1'), tagged(image, 'latest')])
    expect(await digestOf(`oci:${layout.directory}`)).toBe(image.digest)
  })

  test('may be shared by the images of several platforms', async () => {
    const layout = new LayoutBuilder(directory())
    const [amd64, s390x] = ['amd64', 's390x'].map((architecture) =>
      tagged({ ...layout.image(spec({ architecture })), platform: { os: 'linux', architecture } }, '1'),
    )
    layout.writeIndex([amd64!, s390x!])
    expect(await digestOf(`oci:${layout.directory}:1`, 'linux/s390x')).toBe(s390x!.digest)
    expect(await digestOf(`oci:${layout.directory}`, 'linux/amd64')).toBe(amd64!.digest)
  })

  test('an empty layout holds no image', async () => {
    const layout = new LayoutBuilder(directory())
    layout.writeIndex([])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(`oci:${layout.directory} holds no image.`)
  })
})

describe('platforms', () => {
  test('are chosen through an index, and through one inside another', async () => {
    const layout = new LayoutBuilder(directory())
    const [amd64, arm64] = ['amd64', 'arm64'].map((architecture) => ({
      ...layout.image(spec({ architecture })),
      platform: { os: 'linux', architecture },
    }))
    const inner = layout.nestedIndex([layout.attestation(amd64!), amd64!, arm64!])
    layout.writeIndex([tagged(layout.nestedIndex([inner]), '1')])
    const name = `oci:${layout.directory}`
    expect(await digestOf(name, 'linux/arm64')).toBe(arm64!.digest)
    expect(await digestOf(name, 'linux/amd64')).toBe(amd64!.digest)
    await expect(open(name, { platform: 'linux/s390x' })).rejects.toThrow(/linux\/amd64, linux\/arm64\.$/)
    await expect(open(name, { platform: 'x' })).rejects.toThrow(UsageError)
  })

  test('of a lone image only count when one is asked for', async () => {
    const layout = writeLayout(directory(), spec({ architecture: 's390x' }))
    const name = `oci:${layout.directory}`
    expect(await digestOf(name)).toMatch(/^sha256:/)
    expect(await digestOf(name, 'linux/s390x')).toMatch(/^sha256:/)
    await expect(open(name, { platform: 'linux/amd64' })).rejects.toThrow(UnavailableError)
  })

  test('a config that leaves its variant out is for any variant', async () => {
    const layout = writeLayout(directory(), spec({ architecture: 'arm' }))
    expect(await digestOf(`oci:${layout.directory}`, 'linux/arm/v6')).toMatch(/^sha256:/)
  })
})

describe('what is not there', () => {
  test('a missing blob is named', async () => {
    const layout = writeLayout(directory(), spec())
    rmSync(layout.pathOf(sha256(tar)))
    const [layer] = await (await open(`oci:${layout.directory}`)).layers()
    await expect(bytesOf(layer!)).rejects.toThrow(UnavailableError)
    await expect(bytesOf(layer!)).rejects.toThrow(`The blob ${layout.pathOf(sha256(tar))} does not exist.`)
  })

  test('a missing manifest is named', async () => {
    const layout = new LayoutBuilder(directory())
    const image = layout.image(spec())
    layout.writeIndex([image])
    rmSync(layout.pathOf(image.digest))
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(UnavailableError)
  })

  test('a foreign layer is named as such', async () => {
    const urls = ['https://example.com/windows']
    const layer = { tar, packing: 'none' as const, absent: true, descriptor: { urls } }
    const layout = writeLayout(directory(), spec({ layers: [layer] }))
    const [foreign] = await (await open(`oci:${layout.directory}`)).layers()
    expect(foreign!.urls).toEqual(urls)
    await expect(bytesOf(foreign!)).rejects.toThrow(/is a foreign layer, .* https:\/\/example\.com\/windows\.$/)
  })

  test.each(['nowhere', '.'])('%s is no layout', async (path) => {
    await expect(open(`oci:${join(temporary, path)}`)).rejects.toThrow(UnavailableError)
  })

  test.skipIf(process.platform === 'win32')('a pipe in the place of a blob is not waited for', async () => {
    const layout = writeLayout(directory(), spec())
    rmSync(layout.pathOf(sha256(tar)))
    execFileSync('mkfifo', [layout.pathOf(sha256(tar))])
    const [layer] = await (await open(`oci:${layout.directory}`)).layers()
    await expect(bytesOf(layer!)).rejects.toThrow('is not a file')
  })
})

describe('broken and hostile layouts', () => {
  test('a manifest that is not what its descriptor says', async () => {
    const layout = new LayoutBuilder(directory())
    const image = layout.image(spec())
    layout.writeIndex([image])
    writeFileSync(layout.pathOf(image.digest), '{}'.padEnd(image.size))
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(BrokenImageError)
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(`and not ${image.digest}; it was altered.`)
  })

  test('a manifest whose size is not what its descriptor says', async () => {
    const layout = new LayoutBuilder(directory())
    const image = layout.image(spec())
    layout.writeIndex([{ ...image, size: image.size + 1 }])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(BrokenImageError)
  })

  test('a config that is not what its descriptor says', async () => {
    const layout = writeLayout(directory(), spec())
    const image = await open(`oci:${layout.directory}`)
    writeFileSync(layout.pathOf(image.imageId!), '{}')
    await expect(image.config()).rejects.toThrow(BrokenImageError)
  })

  test('a manifest of 100 MB is refused, whatever size is stated', async () => {
    for (const stated of [100 << 20, 700]) {
      const layout = new LayoutBuilder(directory())
      const image = layout.image(spec())
      layout.writeIndex([{ ...image, size: stated }])
      truncateSync(layout.pathOf(image.digest), 100 << 20)
      await expect(open(`oci:${layout.directory}`)).rejects.toThrow(LimitError)
    }
  })

  test('an index that contains itself is found out by its digest', async () => {
    const layout = new LayoutBuilder(directory())
    const digest = sha256(Buffer.from('any'))
    const index = JSON.stringify({
      schemaVersion: 2,
      manifests: [{ mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 1 }],
    })
    writeFileSync(layout.pathOf(digest), index)
    layout.writeIndex([{ mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: index.length }])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(BrokenImageError)
  })

  test('indexes nested without end', async () => {
    const layout = new LayoutBuilder(directory())
    let entry = layout.image(spec())
    for (let depth = 0; depth < 20; depth++) entry = layout.nestedIndex([entry])
    layout.writeIndex([entry])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow('it nests too many indexes')
  })

  test('more diff_ids than layers', async () => {
    const rootfs = { type: 'layers', diff_ids: [sha256(tar), sha256(tar)] }
    const layout = writeLayout(directory(), spec({ fields: { rootfs } }))
    const image = await open(`oci:${layout.directory}`)
    await expect(image.layers()).rejects.toThrow('its manifest has 1 layers but its config has 2 diff_ids')
  })

  test('more layers than an image may have', async () => {
    const layer = { tar, packing: 'none' as const }
    const layout = writeLayout(directory(), spec({ layers: [layer, layer, layer] }))
    await expect(open(`oci:${layout.directory}`, { limits: { maxLayers: 2 } })).rejects.toThrow(/--max-layers/)
  })

  test('a digest that is a path never becomes one', async () => {
    const layout = new LayoutBuilder(directory())
    layout.writeIndex([{ ...layout.image(spec()), digest: 'sha256:../../../../etc/passwd' }])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow('which is not a sha256 or sha512 digest')
  })

  test.skipIf(process.platform === 'win32')('a blob that is a link to a device does not stream for ever', async () => {
    const layout = writeLayout(directory(), spec())
    rmSync(layout.pathOf(sha256(tar)))
    symlinkSync('/dev/zero', layout.pathOf(sha256(tar)))
    await expect(layerBytes(`oci:${layout.directory}`)).rejects.toThrow('is not a file')
  })
})

describe('artifacts', () => {
  test('of another type are no images', async () => {
    const layout = new LayoutBuilder(directory())
    const config = layout.json({}, 'application/vnd.cncf.helm.config.v1+json')
    layout.writeIndex([
      layout.json({ schemaVersion: 2, config, layers: [] }, 'application/vnd.oci.image.manifest.v1+json'),
    ])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(
      `is an artifact of type "application/vnd.cncf.helm.config.v1+json", not a container image.`,
    )
  })

  test('with layers of JSON are no images, although they have the config of one', async () => {
    const layout = new LayoutBuilder(directory())
    const attestation = layout.attestation(layout.image(spec()))
    layout.writeIndex([{ ...attestation, annotations: undefined, platform: undefined }])
    await expect(open(`oci:${layout.directory}`)).rejects.toThrow(UnavailableError)
  })

  test('a config that the manifest embeds is used', async () => {
    const layout = new LayoutBuilder(directory())
    const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: '9' } }))
    const described = {
      ...layout.blob(config, 'application/vnd.oci.image.config.v1+json'),
      data: config.toString('base64'),
    }
    rmSync(layout.pathOf(described.digest))
    const manifest = { schemaVersion: 2, config: described, layers: [] }
    layout.writeIndex([layout.json(manifest, 'application/vnd.oci.image.manifest.v1+json')])
    const image = await open(`oci:${layout.directory}`)
    expect((await image.config()).config.user).toBe('9')
    expect(await image.layers()).toEqual([])
  })
})
