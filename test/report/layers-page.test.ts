import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type LayeredImage, layerDocument, layersDocument } from '../../src/index.ts'
import { renderLayerPage } from '../../src/report/layer-page.ts'
import { renderLayersPage } from '../../src/report/layers-page.ts'
import { fixtureImage, imageOf } from '../support/image-of.ts'

const webapp = await fixtureImage('webapp')

/** A layer that does everything that can be done to a path. */
const everything = await imageOf(
  new LayerBuilder()
    .directory('dir')
    .file('content', 'old')
    .file('deleted', '1')
    .file('metadata', '1')
    .file('same', '1')
    .file('opaque/hidden', '22')
    .file('opaque/kept', '1')
    .file('type', '1')
    .symlink('target', 'content'),
  new LayerBuilder()
    .directory('dir', { mtime: 1 })
    .file('content', 'newer')
    .whiteout('deleted')
    .whiteout('never-there')
    .file('metadata', '1', { mode: 0o600, uid: 5, mtime: 7, xattrs: { 'user.x': 'y' } })
    .file('same', '1')
    .opaque('opaque')
    .file('opaque/kept', '1')
    .symlink('type', 'content')
    .symlink('target', 'same')
    .file('added', '1'),
)

describe('the page of layers', () => {
  it('says what each did', async () => {
    await expect(layersPage(webapp)).toMatchFileSnapshot('snapshots/layers.txt')
  })

  it('is the same in colour, but for the colour', () => {
    expect(stripVTControlCharacters(layersPage(webapp, { color: true }))).toBe(layersPage(webapp))
  })

  it('fits the terminal but for paths, which are never cut', async () => {
    const path = `${'x'.repeat(90)}\u001b[2J`
    const lines = layersPage(await imageOf(new LayerBuilder().file(path, '1')), { width: 60 }).split('\n')
    expect(lines.filter((line) => line.length > 60)).toEqual([`    A       1 B  /${'x'.repeat(90)}\\x1b[2J`])
  })

  it('says so where there are none', async () => {
    expect(layersPage(await imageOf())).toBe('  The image has no layers.\n')
  })

  it('says how many are left out', () => {
    expect(layersPage(webapp, { limit: 2 })).toMatch(/\n\n {2}and 7 more: --limit 0\n$/)
  })
})

describe('the page of one layer', () => {
  it('says all that it did', async () => {
    await expect(layerPage(everything, 1)).toMatchFileSnapshot('snapshots/layer.txt')
  })

  it('is the same in colour, but for the colour', () => {
    expect(stripVTControlCharacters(layerPage(everything, 1, true))).toBe(layerPage(everything, 1))
  })

  it('has only its head where it did nothing', async () => {
    expect(layerPage(await imageOf(new LayerBuilder()), 0)).toMatch(/^Layer 0\n.*\n {2}changed nothing\n$/)
  })

  it('shows hostile names as escapes', async () => {
    const image = await imageOf(new LayerBuilder().file('a\n\u001b', '1'), new LayerBuilder().whiteout('a\n\u001b'))
    expect(layerPage(image, 1).match(/\/a\\n\\x1b$/gm)).toHaveLength(2)
  })
})

function layersPage(image: LayeredImage, { width = 80, color = false, limit = 0 } = {}): string {
  const document = layersDocument(image, { globs: [], sort: 'layer', reverse: false, limit })
  return renderLayersPage(document, { width, color })
}

function layerPage(image: LayeredImage, layer: number, color = false): string {
  const document = layerDocument(image, { globs: [], layer, sort: 'path', reverse: false, limit: 0 })
  return renderLayerPage(document, { width: 80, color })
}
