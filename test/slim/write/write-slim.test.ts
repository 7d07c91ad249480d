import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ImageSpec, writeLayout } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { contentPlaces } from '../../../src/extract/plan.ts'
import {
  BrokenImageError,
  type CompressionFormat,
  readImage,
  SLIM_FACTS,
  type TreeNode,
  withImage,
  withOpenImages,
} from '../../../src/index.ts'
import { openLayer } from '../../../src/layer/scan.ts'
import { inPlace } from '../../../src/slim/write/assembly.ts'
import { Contents } from '../../../src/slim/write/contents.ts'
import { writeSlim } from '../../../src/slim/write/write-slim.ts'
import type { Layer } from '../../../src/sources/image.ts'
import { committedLayout } from '../../e2e/support/committed-images.ts'
import { noise } from '../../support/noise.ts'
import { collect } from '../../support/open-layers.ts'
import { readTar } from '../../support/read-tar.ts'
import { planOf, slimOf, type TestSlimmed, writePlan } from '../../support/slim-of.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS = { env: { XDG_CACHE_HOME: join(scratch, 'cache') }, platform: 'linux/amd64' }
const OS_RELEASE = 'ID=test\nVERSION_ID=1\n'

function fresh(name = 'layout'): string {
  return join(mkdtempSync(join(scratch, 'directory-')), name)
}

/** Writes an image of these layers, base first. */
async function imageOf(layers: readonly LayerBuilder[], spec: Partial<ImageSpec> = {}): Promise<string> {
  const tars = await Promise.all(layers.map(async (layer) => ({ tar: await layer.build() })))
  return `oci:${writeLayout(fresh(), { layers: tars, ...spec }).directory}`
}

const rolesOf = ({ layers }: TestSlimmed): (string | number)[] => layers.map(({ role, reuses }) => reuses ?? role)
const pathsIn = ({ result }: TestSlimmed, layer: number): readonly string[] =>
  result.layers[layer]!.inventory.entries.paths

describe('what is written', () => {
  it.each(['webapp', 'odd-layers'] as const)('is what is kept of %s, whatever that is', async (name) => {
    await withImage(`oci:${committedLayout(name)}`, { ...OPTIONS, extraFacts: SLIM_FACTS }, async (image, open) => {
      const choices = [fc.integer({ min: 0, max: 99 }), fc.string(), fc.nat(image.layers.length)] as const
      const property = fc.asyncProperty(...choices, async (share, seed, base) => {
        const plan = planOf(image, {
          drops: ({ path }) => Number.parseInt(hash('sha1', seed + path).slice(0, 4), 16) % 100 < share,
          appLayers: [...image.layers.keys()].slice(base),
        })
        const { failures } = await writePlan(plan, open, `oci:${fresh()}`)
        // What programs need is not this test's business.
        expect(failures.filter((failure) => !/ needs | command | script /.test(failure))).toEqual([])
      })
      await fc.assert(property, { numRuns: 25 })
    })
  })

  it('is what was read while it was written', async () => {
    const slim = { drops: ({ path }: { path: string }) => path.startsWith('/usr/share'), appLayers: [3, 4, 5, 6, 7, 8] }
    const slimmed = await slimOf(`oci:${committedLayout('webapp')}`, `oci:${fresh()}`, slim)
    const read = await readImage(slimmed.reference, OPTIONS)
    expect(Array.from(read.tree.nodes(), describeNode)).toEqual(Array.from(slimmed.result.tree.nodes(), describeNode))
    expect(read.layers.map(({ inventory }) => inventory.diffId)).toEqual(slimmed.layers.map(({ diffId }) => diffId))
    expect(read.packages).toEqual(slimmed.result.packages)
  })

  it('has its paths in order in each layer, whatever their order was', async () => {
    const image = await imageOf([
      new LayerBuilder().file('z', 'z').file('b/two', '2').file('a-b', '').file('a/x', 'x').file('b/one', '1'),
    ])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/b/one', appLayers: [0] })
    expect(pathsIn(slimmed, 0)).toEqual(['/a', '/a/x', '/a-b', '/b', '/b/two', '/z'])
  })

  it('keeps hard links, devices, owners and attributes', async () => {
    const image = await imageOf([
      new LayerBuilder()
        .file('bin/tool', 'tool', { mode: 0o4755, uid: 7, xattrs: { 'user.x': Uint8Array.of(0, 1, 255) } })
        .hardlink('bin/also', 'bin/tool')
        .characterDevice('dev/null', 1, 3)
        .fifo('dev/fifo')
        .file('gone', 'gone'),
      new LayerBuilder().hardlink('above', 'bin/tool'),
    ])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/gone', appLayers: [1] })
    expect(slimmed.failures).toEqual([])
    const { tree } = slimmed.result
    expect(new Set(['/bin/tool', '/bin/also', '/above'].map((path) => tree.get(path)!.inode)).size).toBe(1)
  })

  it('writes a file of which the first name goes under another', async () => {
    const image = await imageOf([new LayerBuilder().file('first', 'content').hardlink('second', 'first')])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/first', appLayers: [0] })
    expect(slimmed.failures).toEqual([])
  })

  it('keeps the mode of the root directory', async () => {
    const image = await imageOf([new LayerBuilder().directory('./', { mode: 0o555 }).file('a', 'a').file('b', 'b')])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/a' })
    const tars: Buffer[] = []
    await withImage(slimmed.reference, OPTIONS, async ({ layers }) => {
      const { layer } = layers[0]!
      tars.push(await collect(openLayer(layer.open(), layer, { maxExpansionRatio: 100 }).tar))
    })
    expect(readTar(tars[0]!).at(-1)).toMatchObject({ path: '/', mode: 0o555 })
  })
})

describe('layers of the base', () => {
  const base = (): LayerBuilder =>
    new LayerBuilder().file('etc/os-release', OS_RELEASE).file('usr/bin/tool', noise(5000, 'x'))

  it('stay as they are where nothing of them goes', async () => {
    const image = await imageOf([base(), new LayerBuilder().file('app/main', 'main').file('app/notes', 'notes')])
    const slimmed = await slimOf(image, `oci:${fresh()}`, {
      drops: ({ path }) => path === '/app/notes',
      appLayers: [1],
    })
    expect(rolesOf(slimmed)).toEqual([0, 'app', 'metadata'])
    const source = await readImage(image, OPTIONS)
    expect(slimmed.layers[0]!.descriptor.digest).toBe(source.layers[0]!.inventory.digest)
  })

  it('are made anew where something goes, and stay layers of their own', async () => {
    const image = await imageOf([base(), new LayerBuilder().file('app/main', 'main')])
    const slimmed = await slimOf(image, `oci:${fresh()}`, {
      drops: ({ path }) => path === '/usr/bin/tool',
      appLayers: [1],
    })
    expect(rolesOf(slimmed)).toEqual(['base', 'app', 'metadata'])
    expect(pathsIn(slimmed, 0)).toEqual(['/etc', '/etc/os-release', '/usr', '/usr/bin'])
  })

  it('that stay have what later layers took away hidden', async () => {
    const image = await imageOf([
      base().file('small', 's').file('directory/below', 's').file('changes/type', 's'),
      new LayerBuilder()
        .whiteout('small')
        .whiteout('directory')
        .file('changes', 'a file now')
        .file('app', 'app')
        .file('other', ''),
    ])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/other', appLayers: [1] })
    expect(rolesOf(slimmed)).toEqual([0, 'dependencies', 'app', 'metadata'])
    expect(pathsIn(slimmed, 1)).toEqual(['/.wh.directory', '/.wh.small'])
    expect(slimmed.failures).toEqual([])
  })

  it('are made anew where later layers hide much of them', async () => {
    const image = await imageOf([
      base().file('large', noise(5000, 'y')),
      new LayerBuilder().whiteout('large').file('app', 'app'),
    ])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { appLayers: [1] })
    expect(rolesOf(slimmed)).toEqual(['base', 'app', 'metadata'])
    expect(slimmed.layers[0]!.descriptor.size).toBeLessThan(7000)
  })

  it('have directories as they were then, and the app’s layer as they are now', async () => {
    const image = await imageOf([
      new LayerBuilder().directory('srv', { mode: 0o755, uid: 0 }).file('srv/a', 'a').file('srv/b', 'b'),
      new LayerBuilder().directory('srv', { mode: 0o700, uid: 9 }),
    ])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/srv/b', appLayers: [1] })
    expect(slimmed.failures).toEqual([])
    const modes = slimmed.result.layers.slice(0, 2).map(({ inventory }) => inventory.entries.columns.modes[0])
    expect(modes).toEqual([0o755, 0o700])
  })

  it('all stay where nothing goes at all', async () => {
    const slimmed = await slimOf(`oci:${committedLayout('static')}`, `oci:${fresh()}`, { appLayers: [0] })
    expect(rolesOf(slimmed)).toEqual([0, 'metadata'])
  })
})

describe('dependencies and app', () => {
  const MODULE = JSON.stringify({ name: 'module', version: '1.0.0' })
  const modules = (): LayerBuilder =>
    new LayerBuilder()
      .directory('app')
      .file('app/node_modules/module/package.json', MODULE)
      .file('app/node_modules/module/index.js', 'the same')
  const base = (): LayerBuilder => new LayerBuilder().file('etc/os-release', OS_RELEASE).file('usr/goes', '')
  const drops = ({ path }: { path: string }): boolean => path === '/usr/goes'

  it('have layers of their own, so that a new version of the app changes its own alone', async () => {
    const versions = ['one', 'two and more'].map(async (app) => {
      const ofApp = new LayerBuilder().directory('app', { mtime: app.length }).file('app/main.js', app)
      const image = await imageOf([base(), modules(), ofApp])
      return slimOf(image, `oci:${fresh()}`, { drops, appLayers: [1, 2] })
    })
    const [first, second] = (await Promise.all(versions)) as [TestSlimmed, TestSlimmed]
    expect(rolesOf(first)).toEqual(['base', 'dependencies', 'app', 'metadata'])
    const isChanged = first.layers.map(({ diffId }, index) => diffId !== second.layers[index]!.diffId)
    expect(isChanged).toEqual([false, false, true, true])
  })

  it('are told apart within a layer, too', async () => {
    const image = await imageOf([base(), modules().file('app/main.js', 'main')])
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops, appLayers: [1] })
    expect(pathsIn(slimmed, 1)).toContain('/app/node_modules/module/index.js')
    expect(pathsIn(slimmed, 2)).toEqual(['/app', '/app/main.js'])
  })
})

describe('the same image', () => {
  const image = `oci:${committedLayout('webapp')}`
  const drops = ({ path }: { path: string }): boolean => path.startsWith('/usr/share/doc/')

  it('gives the same bytes each time, wherever they go', async () => {
    const [first, second] = [fresh('a.tar'), fresh('b.tar')]
    await slimOf(image, `oci-archive:${first}`, { drops })
    await slimOf(image, `oci-archive:${second}`, { drops })
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
  })

  it('gives the same contents in each compression', async () => {
    const slimmed = ['gzip', 'zstd', 'none'].map((format) =>
      slimOf(image, `oci:${fresh()}`, { drops, options: { compression: { format: format as CompressionFormat } } }),
    )
    const diffIds = (await Promise.all(slimmed)).map(({ layers }) => layers.map(({ diffId }) => diffId))
    expect(new Set(diffIds.map(String)).size).toBe(1)
  })

  it('has no time in new layers that is later than SOURCE_DATE_EPOCH', async () => {
    const options = { sourceDateEpoch: '1000000000' }
    const { result, layers } = await slimOf(image, `oci:${fresh()}`, { drops, options })
    const isNew = layers.map(({ reuses }) => reuses === null)
    const times = result.layers.flatMap(({ inventory }, index) =>
      isNew[index] ? [...inventory.entries.columns.mtimes] : [],
    )
    expect(Math.max(...times)).toBe(1_000_000_000)
    expect(result.config.created).toBe('2001-09-09T01:46:40Z')
  })
})

describe('the config', () => {
  it('says what was made of what by what, and keeps what is not known', async () => {
    const image = await imageOf([new LayerBuilder().file('a', 'a'), new LayerBuilder().file('b', 'b').file('c', 'c')], {
      config: { Labels: { mine: 'stays' }, Unknown: [1], StopTimeout: 7 },
      fields: { 'x-unknown': { deep: true } },
      emptySteps: [{ after: 0, createdBy: 'ENV A=1' }],
    })
    const slimmed = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/b', appLayers: [1] })
    const source = await readImage(image, OPTIONS)
    const [config, manifest] = await withOpenImages([{ reference: slimmed.reference }], OPTIONS, async ([open]) => [
      JSON.parse(String(await open!.rawConfig())),
      JSON.parse(String(await open!.rawManifest())),
    ])
    const origin = {
      'imgpeek.slim.mode': 'policy',
      'imgpeek.slim.source': source.descriptor!.digest,
      'imgpeek.slim.version': '1.2.3',
    }
    expect(config.config).toEqual({ Labels: { mine: 'stays', ...origin }, Unknown: [1], StopTimeout: 7 })
    expect(config['x-unknown']).toEqual({ deep: true })
    expect(manifest.annotations).toEqual(origin)
    const created = '2024-01-01T00:00:00Z'
    const by = 'imgpeek slim --mode policy'
    expect(config.history).toEqual([
      { created, created_by: 'layer 0' },
      { created, created_by: 'ENV A=1', empty_layer: true },
      { created, created_by: 'layer 1', empty_layer: true },
      { created, created_by: `${by} # app`, comment: 'what is kept of the app' },
      { created, created_by: `${by} # metadata`, comment: 'what the image is made of' },
    ])
  })

  it('has a history also where the source’s does not know its layers', async () => {
    const image = await imageOf([new LayerBuilder().file('a', 'a'), new LayerBuilder().file('b', 'b').file('c', 'c')], {
      fields: { history: [{ created_by: 'squashed' }] },
    })
    const { result } = await slimOf(image, `oci:${fresh()}`, { drops: ({ path }) => path === '/b' })
    expect(result.config.history.map(({ createdBy, emptyLayer }) => [createdBy, emptyLayer])).toEqual([
      ['squashed', true],
      ['', false],
      ['imgpeek slim --mode policy # base', false],
      ['imgpeek slim --mode policy # metadata', false],
    ])
  })

  it('is made where the source has none', async () => {
    const tar = fresh('root.tar')
    writeFileSync(tar, await new LayerBuilder().file('a', 'a').file('b', 'b').build())
    const slimmed = await slimOf(`rootfs:${tar}`, `oci:${fresh()}`, { drops: ({ path }) => path === '/a' })
    const { config } = await readImage(slimmed.reference, OPTIONS)
    expect(config.config.labels).toEqual(slimmed.result.config.config.labels)
    expect(config.platform.os).toBe('linux')
  })
})

describe('where something is wrong, nothing appears', () => {
  it('when the proof fails', async () => {
    const destination = fresh()
    const reference = `oci:${committedLayout('static')}`
    const tool = { name: 'imgpeek', version: '1' }
    const writing = withImage(reference, OPTIONS, async (image, open) =>
      writeSlim(await inPlace(planOf(image, {}), open, tool), `oci:${destination}`, { env: {}, tool }, () => {
        throw new Error('unproven')
      }),
    )
    await expect(writing).rejects.toThrow('unproven')
    expect(existsSync(destination)).toBe(false)
  })

  it('when a layer is another one by then', async () => {
    const layers = [await new LayerBuilder().file('a', 'a').file('b', 'b').build()]
    const layout = writeLayout(fresh(), { layers: layers.map((tar) => ({ tar })) })
    const destination = fresh()
    const writing = withImage(`oci:${layout.directory}`, OPTIONS, async (image, open) => {
      const other = await new LayerBuilder().file('a', 'a').file('b', 'c').build()
      layout.overwrite(image.layers[0]!.inventory.digest, gzipSync(other))
      return writePlan(planOf(image, { drops: ({ path }) => path === '/a' }), open, `oci:${destination}`)
    })
    await expect(writing).rejects.toThrow(BrokenImageError)
    expect(existsSync(destination)).toBe(false)
  })
})

describe('contents', () => {
  it('come in any order, although each layer is read once', async () => {
    const layers = [
      new LayerBuilder().file('a', noise(700_000, 'a')).file('b', 'b').file('empty'),
      new LayerBuilder().file('c', noise(700_000, 'c')).file('d', 'd'),
    ]
    await withImage(await imageOf(layers), OPTIONS, async (image) => {
      let opened = 0
      const open = (layer: Layer, signal?: AbortSignal): AsyncIterable<Uint8Array> => {
        opened++
        return layer.open(signal)
      }
      const counted = image.layers.map((item) => ({
        ...item,
        layer: { ...item.layer, open: (signal?: AbortSignal) => open(item.layer, signal) },
      }))
      const place = contentPlaces(image.layers)
      const contents = new Contents(
        { layers: counted },
        new Map([0, 1].map((layer) => [layer, new Set([0, 1, 2])])),
        {},
      )
      for (const path of ['/d', '/empty', '/a', '/c', '/b']) {
        const node = image.tree.get(path)!
        const content = await collect(contents.read(place(node)))
        expect(hash('sha256', content)).toBe(node.sha256)
      }
      await contents.finish()
      await contents.close()
      expect(opened).toBe(2)
    })
  })
})

/** All that a path is. */
function describeNode({ path, type, mode, uid, gid, mtime, linkTarget, sha256 }: TreeNode): unknown[] {
  return [path, type, mode, uid, gid, mtime, linkTarget, sha256]
}
