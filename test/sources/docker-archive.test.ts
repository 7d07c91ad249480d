import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { compress, type Packing } from '../../fixtures/compress.ts'
import { dockerArchive } from '../../fixtures/image-archive.ts'
import { configOf, type ImageSpec, sha256, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, ImgpeekError, LimitError, UnavailableError, UsageError } from '../../src/errors.ts'
import { needProgram } from '../support/programs.ts'
import { layerBytes, open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()
let serial = 0
let base: Buffer
let top: Buffer
let spec: ImageSpec

beforeAll(async () => {
  base = await new LayerBuilder().file('base', 'b'.repeat(3000)).build()
  top = await new LayerBuilder().file('top', 't'.repeat(5000)).build()
  spec = { layers: [{ tar: base }, { tar: top }], config: { User: '7' } }
})

function save(bytes: Uint8Array): string {
  const path = join(temporary, `archive-${serial++}.tar`)
  writeFileSync(path, bytes)
  return path
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** An archive of these files, in this order. */
async function archive(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const builder = new LayerBuilder()
  for (const [name, bytes] of Object.entries(files)) builder.file(name, bytes)
  return save(await builder.build())
}

/** The files of an image in an archive, and its item of manifest.json. */
function savedImage(image: ImageSpec, repoTags: readonly string[] | null, configName?: string) {
  const config = json(configOf(image))
  const name = configName ?? `${sha256(config).slice(7)}.json`
  const layers = image.layers.map(({ tar }) => [`${sha256(tar).slice(7)}.tar`, tar] as const)
  return {
    files: { ...Object.fromEntries(layers), [name]: config },
    item: { Config: name, RepoTags: repoTags, Layers: layers.map(([layer]) => layer) },
    imageId: sha256(config),
  }
}

describe('docker save output', () => {
  test.each([
    ['old', 'none', false],
    ['old', 'none', true],
    ['old', 'gzip', false],
    ['old', 'zstd', true],
    ['new', 'none', true],
    ['new', 'gzip', false],
  ] as const)('%s style, compressed by %s, manifest first: %s', async (style, packing: Packing, manifestFirst) => {
    const path = save(compress(await dockerArchive(spec, 'app:1', { style, manifestFirst }), packing))
    const image = await open(`docker-archive:${path}`)
    expect(image).toMatchObject({ source: 'docker-archive', descriptor: null, imageId: sha256(json(configOf(spec))) })
    expect(image.sequential).toBe(packing !== 'none')
    expect(await image.manifest()).toBeNull()
    expect((await image.config()).config.user).toBe('7')
    const digests = style === 'new' ? [sha256(base), sha256(top)] : [null, null]
    expect(await image.layers()).toMatchObject([
      { digest: digests[0], diffId: sha256(base), size: base.length, mediaType: null },
      { digest: digests[1], diffId: sha256(top), size: top.length, mediaType: null },
    ])
    expect(await layerBytes(`docker-archive:${path}`)).toEqual([base, top])
  })

  test.for(['bzip2', 'xz'] as const)('compressed by %s', async (packing, context) => {
    needProgram(context, packing)
    const path = save(compress(await dockerArchive(spec, 'app:1'), packing))
    expect(await layerBytes(`docker-archive:${path}`)).toEqual([base, top])
  })

  test('layers that are links to those of another directory', async () => {
    const { files, item } = savedImage({ layers: [{ tar: base }, { tar: base }, { tar: top }] }, ['app:1'])
    const names = ['a/layer.tar', 'b/layer.tar', 'c/layer.tar']
    const builder = new LayerBuilder()
      .file('a/layer.tar', base)
      .symlink('b/layer.tar', '../a/layer.tar')
      .file('real.tar', top)
      .hardlink('c/layer.tar', 'real.tar')
      .file(item.Config, files[item.Config]!)
      .file('manifest.json', json([{ ...item, Layers: names }]))
    expect(await layerBytes(`docker-archive:${save(await builder.build())}`)).toEqual([base, base, top])
  })

  test('names with ./ in front', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    const dotted = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`./${name}`, bytes]))
    expect(await layerBytes(`docker-archive:${await archive({ ...dotted, './manifest.json': json([item]) })}`)).toEqual(
      [base, top],
    )
  })

  test('an OCI layout beside manifest.json gives the manifest', async () => {
    const directory = join(temporary, 'layout')
    const layout = writeLayout(directory, {
      ...spec,
      layers: [
        { tar: base, packing: 'gzip' },
        { tar: top, packing: 'none' },
      ],
    })
    const manifest = await (await open(`oci:${directory}`)).manifest()
    const blob = (digest: string): string => `blobs/${digest.replace(':', '/')}`
    const item = {
      Config: blob(manifest!.config.digest),
      RepoTags: ['app:1'],
      Layers: manifest!.layers.map(({ digest }) => blob(digest)),
    }
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify([item]))
    const path = join(temporary, 'layout.tar')
    execFileSync('tar', ['-C', directory, '-cf', path, '.'])
    const image = await open(`docker-archive:${path}`)
    expect(image.source).toBe('docker-archive')
    expect(image.descriptor?.digest).toMatch(/^sha256:/)
    expect(await image.manifest()).toEqual(manifest)
    expect((await image.layers()).map(({ size }) => size)).toEqual(manifest!.layers.map(({ size }) => size))
    // a layout that is of another image is passed over
    const other = json(configOf({ layers: [] }))
    mkdirSync(join(directory, 'other'))
    writeFileSync(layout.pathOf(sha256(other)), other)
    writeFileSync(
      join(directory, 'manifest.json'),
      JSON.stringify([{ Config: blob(sha256(other)), RepoTags: null, Layers: [] }]),
    )
    execFileSync('tar', ['-C', directory, '-cf', path, '.'])
    expect(await open(`docker-archive:${path}`)).toMatchObject({ descriptor: null, imageId: sha256(other) })
  })

  test('skopeo writes one', async (context) => {
    needProgram(context, 'skopeo')
    const layout = writeLayout(join(temporary, 'skopeo'), spec, '1')
    const path = join(temporary, 'skopeo.tar')
    execFileSync('skopeo', ['copy', '-q', `oci:${layout.directory}:1`, `docker-archive:${path}:app:1`])
    expect(await layerBytes(`docker-archive:${path}:app:1`)).toEqual([base, top])
    expect(await layerBytes(`docker-archive:${save(compress(readFileSync(path), 'gzip'))}`)).toEqual([base, top])
  })
})

describe('several images', () => {
  test('are told apart by their names, however they are spelt, and by their index', async () => {
    const one = savedImage({ ...spec, config: { User: '1' } }, ['app:1', 'docker.io/library/app:latest'])
    const two = savedImage({ ...spec, config: { User: '2' } }, null)
    const path = await archive({ ...one.files, ...two.files, 'manifest.json': json([one.item, two.item]) })
    const name = `docker-archive:${path}`
    const idOf = async (reference: string) => (await open(reference)).imageId
    expect(await idOf(`${name}:app:1`)).toBe(one.imageId)
    expect(await idOf(`${name}:app`)).toBe(one.imageId)
    expect(await idOf(`${name}:docker.io/library/app:1`)).toBe(one.imageId)
    expect(await idOf(`${name}:@1`)).toBe(two.imageId)
    await expect(open(name)).rejects.toThrow(
      new UsageError(
        `${name} holds 2 images; choose one as ${name}:REF, where REF is app:1, docker.io/library/app:latest, @1.`,
      ),
    )
    await expect(open(`${name}:app:2`)).rejects.toThrow(UnavailableError)
    await expect(open(`${name}:@2`)).rejects.toThrow('it has app:1, docker.io/library/app:latest, @1.')
  })

  test('of one name are for several platforms', async () => {
    const [amd64, s390x] = ['amd64', 's390x'].map((architecture) => savedImage({ ...spec, architecture }, ['app:1']))
    const items = json([amd64!.item, s390x!.item])
    const name = `docker-archive:${await archive({ ...amd64!.files, ...s390x!.files, 'manifest.json': items })}`
    expect((await open(name, { platform: 'linux/s390x' })).imageId).toBe(s390x!.imageId)
    expect((await open(`${name}:app:1`, { platform: 'linux/amd64' })).imageId).toBe(amd64!.imageId)
    await expect(open(name, { platform: 'linux/arm64' })).rejects.toThrow(/linux\/amd64, linux\/s390x\.$/)
  })

  test('a lone image is for its own platform only, when one is asked for', async () => {
    const { files, item, imageId } = savedImage({ ...spec, architecture: 's390x' }, ['app:1'])
    const name = `docker-archive:${await archive({ ...files, 'manifest.json': json([item]) })}`
    expect((await open(name)).imageId).toBe(imageId)
    await expect(open(name, { platform: 'linux/amd64' })).rejects.toThrow(UnavailableError)
  })
})

describe('broken and hostile archives', () => {
  test('a config that is not what its name says', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    const name = `docker-archive:${await archive({ ...files, [item.Config]: json({}), 'manifest.json': json([item]) })}`
    await expect(open(name)).rejects.toThrow(BrokenImageError)
  })

  test('a layer too few', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    const manifest = json([{ ...item, Layers: item.Layers.slice(1) }])
    await expect(open(`docker-archive:${await archive({ ...files, 'manifest.json': manifest })}`)).rejects.toThrow(
      'it lists 1 layers but its config has 2 diff_ids',
    )
  })

  test('a layer that is not there, or only outside of the archive', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    for (const missing of ['nowhere.tar', '../../../../../etc/passwd', '/etc/passwd']) {
      const manifest = json([{ ...item, Layers: [missing, item.Layers[1]] }])
      const image = await open(`docker-archive:${await archive({ ...files, 'manifest.json': manifest })}`)
      await expect(image.layers()).rejects.toThrow(UnavailableError)
    }
  })

  test('links that lead in a circle', async () => {
    const { files, item } = savedImage({ layers: [{ tar: base }] }, ['app:1'])
    const builder = new LayerBuilder()
      .symlink('a', 'b')
      .symlink('b', 'a')
      .file(item.Config, files[item.Config]!)
      .file('manifest.json', json([{ ...item, Layers: ['a'] }]))
    const image = await open(`docker-archive:${save(await builder.build())}`)
    await expect(image.layers()).rejects.toThrow('lead in a circle')
  })

  test('a manifest.json beyond the limit', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    for (const packing of ['none', 'gzip'] as const) {
      const large = Buffer.concat([json([item]), Buffer.alloc(5000, ' ')])
      const plain = readFileSync(await archive({ ...files, 'manifest.json': large }))
      const path = save(compress(plain, packing))
      await expect(open(`docker-archive:${path}`, { limits: { maxManifestBytes: 2000 } })).rejects.toThrow(LimitError)
    }
  })

  test('more files than an archive may have', async () => {
    const { files, item } = savedImage(spec, ['app:1'])
    const path = await archive({ ...files, 'manifest.json': json([item]) })
    await expect(open(`docker-archive:${path}`, { limits: { maxArchiveMembers: 3 } })).rejects.toThrow(
      /--max-archive-members/,
    )
  })

  test.each(['none', 'gzip'] as const)('an archive that is cut short: %s', async (packing) => {
    const whole = compress(await dockerArchive(spec, 'app:1', { manifestFirst: true }), packing)
    const path = save(whole.subarray(0, packing === 'none' ? 5000 : whole.length - 50))
    await expect(open(`docker-archive:${path}`)).rejects.toThrow(BrokenImageError)
  })

  test.each([
    [{}, 'is an object, not a JSON array'],
    [[{ RepoTags: [] }], '"[0].Config" is missing, not the name of a file'],
    [[{ Config: 'c', Layers: [1] }], '"[0].Layers[0]" is 1, not a string'],
    [[7], 'item 0 is 7, not an object'],
    [[], 'holds no image'],
  ])('a manifest.json of %j', async (manifest, message) => {
    const path = await archive({ 'manifest.json': json(manifest) })
    await expect(open(`docker-archive:${path}`)).rejects.toThrow(message)
  })

  test('an archive of something else', async () => {
    await expect(open(`docker-archive:${await archive({ 'etc/passwd': Buffer.from('') })}`)).rejects.toThrow(
      'is not the output of docker save: it has no manifest.json.',
    )
    await expect(open(`docker-archive:${await archive({ repositories: json({}) })}`)).rejects.toThrow(
      'Docker before 1.10',
    )
  })

  test('any change to the bytes gives the layers or a sentence', async () => {
    const path = join(temporary, 'changed.tar')
    for (const style of ['old', 'new'] as const) {
      const whole = await dockerArchive(spec, 'app:1', { style, manifestFirst: true })
      const change = fc.record({
        at: fc.nat(whole.length - 1),
        byte: fc.nat(255),
        end: fc.option(fc.nat(whole.length)),
      })
      await fc.assert(
        fc.asyncProperty(change, async ({ at, byte, end }) => {
          const changed = Buffer.from(whole)
          changed[at] = byte
          writeFileSync(path, changed.subarray(0, end ?? whole.length))
          try {
            await layerBytes(`docker-archive:${path}`)
          } catch (error) {
            if (!(error instanceof ImgpeekError)) throw error
            expect(error.message).toMatch(/\.$/)
          }
        }),
      )
    }
  })
})
