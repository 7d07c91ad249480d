import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ImageSpec, LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { UnavailableError } from '../../src/index.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { diff, fileLines, layoutOf } from '../support/diff-of.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const lower = await new LayerBuilder().file('a', '1').file('b', '1').build()
const middle = await new LayerBuilder().file('a', '2').build()
const upper = await new LayerBuilder().file('c', '3').whiteout('b').build()
const spec = (...tars: readonly Buffer[]): ImageSpec => ({ layers: tars.map((tar) => ({ tar })) })

/** A layout of two images; their manifests and layers, by digest. */
function twoImages(name: string, before: ImageSpec, after: ImageSpec) {
  const layout = new LayoutBuilder(join(scratch, name))
  const images = [layout.image(before), layout.image(after)].map((descriptor, index) =>
    tagged(descriptor, String(index)),
  )
  layout.writeIndex(images)
  return {
    layout,
    references: images.map((_, index) => `oci:${layout.directory}:${index}`) as [string, string],
    images,
  }
}

describe('layers', () => {
  it('that both images have are fetched once, and the rest once each', async () => {
    const { layout, images } = twoImages('shared', spec(lower, middle), spec(lower, upper))
    await using registry = await startFaultyRegistry(layout.directory)
    const [before, after] = images.map(({ digest }) => ({ reference: `${registry.host}/app@${digest}` }))
    const document = await diff(before!, after!, { plainHttp: true })
    expect(fileLines(document)).toEqual(['added /c', 'changed /a content', 'removed /b'])
    const fetched = registry.requests.map(({ path }) => path).filter((path) => path.includes('/blobs/'))
    expect(fetched.length).toBe(new Set(fetched).size)
    expect(fetched).toHaveLength(2 + 3) // configs and layers
  })

  it.each(['config', 'layers'] as const)('are not read for %s alone', async (section) => {
    const { layout, images } = twoImages(`only-${section}`, spec(lower, middle), spec(lower, upper))
    await using registry = await startFaultyRegistry(layout.directory)
    const [before, after] = images.map(({ digest }) => ({ reference: `${registry.host}/app@${digest}` }))
    const document = await diff(before!, after!, { plainHttp: true, sections: [section] })
    expect(document.layers?.counts).toEqual(
      section === 'layers' ? { shared: 1, recompressed: 0, removed: 1, added: 1 } : undefined,
    )
    expect(registry.requests.filter(({ path }) => path.includes('/blobs/'))).toHaveLength(2)
  })

  it('are not read where both are one image, and nothing differs', async () => {
    const reference = await layoutOf(scratch, spec(lower, upper))
    const [, directory = ''] = reference.split(':')
    const { layers } = await diff({ reference }, { reference }, { sections: ['layers'] })
    for (const { before } of layers?.changes ?? []) rmSync(join(directory, 'blobs', before!.digest!.replace(':', '/')))
    const document = await diff({ reference }, { reference })
    expect(document).toMatchObject({
      sameImage: true,
      different: false,
      size: { different: false, contentBytes: { before: null, after: null } },
      packages: { different: false, changes: [] },
      system: { different: false, changes: [] },
      posture: { different: false, changes: [] },
      config: { different: false, changes: [] },
      layers: { different: false, counts: { shared: 2 } },
      files: { different: false, changes: [] },
    })
    expect(document.size?.compressedBytes.before).toBeGreaterThan(0)
  })

  it('are read where a root filesystem says nothing of them', async () => {
    const reference = `rootfs:${join(scratch, 'rootfs')}`
    mkdirSync(join(scratch, 'rootfs'))
    writeFileSync(join(scratch, 'rootfs', 'a'), '1')
    const { layers } = await diff({ reference }, { reference }, { sections: ['layers'] })
    expect(layers?.counts.shared).toBe(1)
  })
})

describe('one image at two layers', () => {
  it('is compared as each leaves it', async () => {
    const reference = await layoutOf(scratch, spec(lower, middle, upper))
    const at = (lastLayer: number) => ({ reference, lastLayer })
    expect(fileLines(await diff(at(0), at(1)))).toEqual(['changed /a content'])
    expect(fileLines(await diff(at(1), at(2)))).toEqual(['added /c', 'removed /b'])
    const back = await diff(at(2), at(0))
    expect(fileLines(back)).toEqual(['added /b', 'changed /a content', 'removed /c'])
    expect([back.before.lastLayer, back.after.lastLayer, back.sameImage]).toEqual([2, 0, false])
    expect(back.layers?.changes.map(({ change, before }) => `${change} ${before?.instruction}`)).toEqual([
      'shared layer 0',
      'removed layer 1',
      'removed layer 2',
    ])
  })

  it('is the whole image at its last layer', async () => {
    const reference = await layoutOf(scratch, spec(lower, upper))
    expect((await diff({ reference }, { reference, lastLayer: 1 })).different).toBe(false)
    expect((await diff({ reference, lastLayer: 0 }, { reference, lastLayer: 0 })).sameImage).toBe(true)
  })

  it('has no layers beyond its own', async () => {
    const reference = await layoutOf(scratch, spec(lower))
    const failure = diff({ reference, lastLayer: 0 }, { reference, lastLayer: 1 })
    await expect(failure).rejects.toThrow(UnavailableError)
    await expect(failure).rejects.toThrow('has one layer, 0; there is no layer 1.')
  })
})

describe('two images', () => {
  it('that only their layers tell apart differ, unless that is of what was left out', async () => {
    const before = await layoutOf(scratch, spec(lower))
    const after = await layoutOf(
      scratch,
      spec(await new LayerBuilder().file('a', '1', { mtime: 9 }).file('b', '1').build()),
    )
    const compare = async (options: Parameters<typeof diff>[2]) =>
      (await diff({ reference: before }, { reference: after }, options)).different
    expect(await compare({})).toBe(true)
    expect(await compare({ ignore: ['mtime'] })).toBe(false)
    expect(await compare({ globs: ['/b'] })).toBe(false)
    expect(await compare({ ignore: ['mtime'], sections: ['layers'] })).toBe(true)
  })
})
