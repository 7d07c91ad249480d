import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import {
  inspectDocument,
  type LayerDocument,
  type LayerOptions,
  type LayersDocument,
  type LayersOptions,
  layerDocument,
  layersDocument,
  UnavailableError,
  UsageError,
} from '../../src/index.ts'
import type { LayeredImage } from '../../src/layers/document.ts'
import { fixtureImage, imageOf } from '../support/image-of.ts'
import { schemaErrors } from '../support/published-schema.ts'

const webapp = await fixtureImage('webapp')

describe('the layers of an image', () => {
  it('are as the published schema describes them', () => {
    expect(schemaErrors('layers', allLayers(webapp))).toEqual([])
  })

  it('count as inspect does', () => {
    const { layers } = inspectDocument(webapp)
    for (const layer of allLayers(webapp).layers) {
      const { addedBytes, modifiedBytes, deletedBytes, largest, ...same } = layer
      expect(layers[layer.index]).toMatchObject(same)
    }
  })

  it('bring all their content at paths that are added or modified', () => {
    for (const { addedBytes, modifiedBytes, fileBytes } of allLayers(webapp).layers)
      expect(addedBytes + modifiedBytes).toBe(fileBytes)
  })

  it('name their largest files, hard links once, and no more than five', async () => {
    const layer = new LayerBuilder().file('b', '1234567').hardlink('a', 'b').file('empty')
    for (let size = 1; size <= 6; size++) layer.file(`of-${size}`, 'x'.repeat(size))
    const [made] = allLayers(await imageOf(layer)).layers
    expect(made!.largest.map(({ path, size }) => `${path} ${size}`)).toEqual([
      '/a 7',
      '/of-6 6',
      '/of-5 5',
      '/of-4 4',
      '/of-3 3',
    ])
  })

  it('count content once, where it is added if it is', async () => {
    const inventory = await imageOf(
      new LayerBuilder().file('a', '1').file('b', '22').hardlink('c', 'b'),
      new LayerBuilder().file('a', '4444').hardlink('new', 'a').whiteout('b').whiteout('c'),
    )
    expect(allLayers(inventory).layers[1]).toMatchObject({ addedBytes: 4, modifiedBytes: 0, deletedBytes: 2 })
  })

  it('can be ordered, turned round and cut', () => {
    const indexes = (options: Partial<LayersOptions>): number[] =>
      allLayers(webapp, options).layers.map(({ index }) => index)
    expect(indexes({ sort: 'size', limit: 2 })).toEqual([0, 3])
    expect(indexes({ sort: 'wasted', limit: 2 })).toEqual([2, 5])
    expect(indexes({ reverse: true })).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(allLayers(webapp, { limit: 2 }).more).toBe(7)
  })

  it('are asked about some paths only, with what they weigh unchanged', () => {
    const { layers } = allLayers(webapp, { globs: ['/srv'] })
    const touched = layers.filter(({ added, modified, deleted }) => added + modified + deleted > 0)
    expect(touched.map(({ index, added, modified }) => [index, added, modified])).toEqual([
      [5, 4, 0],
      [7, 0, 3],
    ])
    expect(layers.map(({ fileBytes }) => fileBytes)).toEqual(allLayers(webapp).layers.map(({ fileBytes }) => fileBytes))
  })
})

describe('one layer', () => {
  it.each([0, 3, 4, 7])('is as the published schema describes it (layer %d)', (layer) => {
    expect(schemaErrors('layer', oneLayer(webapp, { layer }))).toEqual([])
  })

  it('has every path in order, with what was there before and in what that differs', () => {
    expect(oneLayer(webapp, { layer: 7 }).entries).toMatchObject([
      { path: '/srv/www', change: 'M', uid: 33, before: { uid: 0, layer: 5 }, changed: ['owner'] },
      { path: '/srv/www/index.html', change: 'M', size: 91, changed: ['owner'], removedBy: 'replaced' },
      { path: '/srv/www/licence.txt', change: 'M', uid: 33, gid: 33, changed: ['owner'] },
    ])
  })

  it('says what each whiteout and opaque marker hides', async () => {
    const inventory = await imageOf(
      new LayerBuilder().file('a/x', '1').file('b/x', '22').file('b/c/y', '333').hardlink('b/z', 'b/x'),
      new LayerBuilder().whiteout('a').whiteout('nothing').opaque('b').file('b/x', 'new'),
    )
    const { markers, entries } = oneLayer(inventory, { layer: 1 })
    expect(markers).toEqual([
      { kind: 'whiteout', path: '/a', hides: 2, hiddenBytes: 1 },
      { kind: 'opaque', path: '/b', hides: 4, hiddenBytes: 5 },
      { kind: 'whiteout', path: '/nothing', hides: 0, hiddenBytes: 0 },
    ])
    expect(Object.fromEntries(entries.map(({ path, change, removedBy }) => [path, [change, removedBy]]))).toEqual({
      '/a': ['D', 'whiteout'],
      '/a/x': ['D', 'whiteout'],
      '/b/c': ['D', 'opaque'],
      '/b/c/y': ['D', 'opaque'],
      '/b/x': ['M', 'opaque'],
      '/b/z': ['D', 'opaque'],
    })
  })

  it('shows names that are not UTF-8 with their bytes', async () => {
    const name = Buffer.from([0x61, 0xff])
    const inventory = await imageOf(new LayerBuilder().file(name, '1').symlink('l', name))
    expect(oneLayer(inventory, { layer: 0 }).entries).toMatchObject([
      { path: '/a\\xff' },
      { path: '/l', linkTarget: 'a\\xff' },
    ])
  })

  it('that is not there ends with exit code 3', () => {
    expect(() => oneLayer(webapp, { layer: 9 })).toThrow(UnavailableError)
    expect(() => oneLayer(webapp, { layer: 9 })).toThrow(/9 layers, 0 to 8; there is no layer 9/)
  })

  it('refuses a glob that makes no sense', () => {
    expect(() => oneLayer(webapp, { layer: 0, globs: ['/[a'] })).toThrow(
      new UsageError('The [ in “/[a” is never closed; write \\[ for the character.'),
    )
  })
})

function allLayers(inventory: LayeredImage, options: Partial<LayersOptions> = {}): LayersDocument {
  return layersDocument(inventory, { globs: [], sort: 'layer', reverse: false, limit: 0, ...options })
}

function oneLayer(
  inventory: LayeredImage,
  options: Partial<LayerOptions> & Pick<LayerOptions, 'layer'>,
): LayerDocument {
  return layerDocument(inventory, { globs: [], sort: 'path', reverse: false, limit: 0, ...options })
}
