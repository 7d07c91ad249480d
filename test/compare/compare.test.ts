import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ROW_GROUPS } from '../../src/compare/rows/row-groups.ts'
import { inspectImage } from '../../src/index.ts'
import { COMPARE_GROUPS, type CompareDocument } from '../../src/report/compare-document.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { compareImages } from '../support/compare-images.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const reference = (name: 'webapp' | 'static' | 'odd-layers') => `oci:${committedLayout(name)}`
const document = await compareImages({ web: reference('webapp'), static: reference('static') })
const [web, bare] = document.images

function best({ rows, images }: CompareDocument, name: string): string[] {
  return rows.find((row) => row.name === name)!.best.map((index) => images[index]!.label)
}

/** A layout of several images, by tag. */
function layoutOf(build: (layout: LayoutBuilder) => readonly ReturnType<LayoutBuilder['image']>[]) {
  const layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
  layout.writeIndex(build(layout).map((image, index) => tagged(image, String(index))))
  return layout.directory
}

describe('a comparison', () => {
  it('says of each image what inspect says', async () => {
    const { size, layers, filesystem, packages, unowned, binaries, base, os, libc, posture } = await inspectImage(
      reference('webapp'),
      { cache: false, env: {}, platform: 'linux/amd64' },
    )
    expect(web!.values).toMatchObject({
      compressedBytes: size.compressedBytes,
      layerBytes: size.layerBytes,
      contentBytes: size.contentBytes,
      reclaimableBytes: size.reclaimableBytes,
      unownedBytes: unowned.bytes,
      layers: layers.length,
      files: filesystem.files,
      packages: packages.length,
      debPackages: packages.length,
      dynamicBinaries: binaries.dynamic,
      staticBinaries: binaries.static,
      unresolvedLibraries: [],
      base: base.family,
      os: os!.id,
      osVersion: os!.versionId,
      libc: libc.family,
      libcVersion: libc.version,
      caCertificates: posture.caCertificates,
      timezones: posture.timezones,
      shells: posture.shells,
      packageManagers: posture.packageManagers,
      setuid: posture.setuid,
      runsAsRoot: posture.runsAsRoot,
      platforms: ['linux/amd64'],
    })
  })

  it('knows what a static program needs not', () => {
    expect(bare!.values).toMatchObject({ base: 'scratch', libc: null, os: null, shells: [], staticBinaries: 1 })
  })

  it('marks the best', () => {
    expect(best(document, 'compressedBytes')).toEqual(['static'])
    expect(best(document, 'shells')).toEqual(['static'])
    expect(best(document, 'caCertificates')).toEqual(['web'])
    expect(best(document, 'unresolvedLibraries')).toEqual([])
    expect(best(document, 'libc')).toEqual([])
  })

  it('leaves out managers that no image has packages of', () => {
    const names = document.rows.map(({ name }) => name)
    expect(names).toContain('debPackages')
    expect(names).not.toContain('apkPackages')
    expect(Object.keys(web!.values)).toEqual(names)
  })

  it('is what the published schema describes', async () => {
    expect(schemaErrors('compare', document)).toEqual([])
    const odd = await compareImages({ odd: reference('odd-layers'), static: reference('static') })
    expect(schemaErrors('compare', odd)).toEqual([])
  })

  it('counts what is kept beside an image, and does not know of it where no one can say', async () => {
    const row = document.rows.find(({ name }) => name === 'signatures')
    expect([row!.absent, web!.values.signatures, web!.values.sboms]).toEqual(['unknown', 0, 0])
    const tar = await new LayerBuilder().file('etc/motd', '').build()
    const directory = layoutOf((layout) => {
      const image = layout.image({ layers: [{ tar }] })
      return [image, layout.attestation(image)]
    })
    const { images } = await compareImages({ a: `oci:${directory}:0`, b: 'scratch' })
    expect(images.map(({ values }) => [values.signatures, values.sboms])).toEqual([
      [0, 0],
      [null, null],
    ])
  })

  it('takes the locale and the user from the config', async () => {
    const tar = await new LayerBuilder().file('etc/motd', '').build()
    const config = { Env: ['LANG=C.UTF-8', 'LC_ALL=de_DE.UTF-8'], User: '1000:1000' }
    const directory = layoutOf((layout) => [
      layout.image({ layers: [{ tar }], config }),
      layout.image({ layers: [{ tar }] }),
    ])
    const { images } = await compareImages({ a: `oci:${directory}:0`, b: `oci:${directory}:1` })
    expect(images.map(({ values }) => [values.locale, values.user, values.runsAsRoot])).toEqual([
      ['de_DE.UTF-8', '1000:1000', false],
      [null, 'root', true],
    ])
  })

  it('finds the layers that two images share, and counts one that stands twice in an image once', async () => {
    const base = await new LayerBuilder().file('base', 'b'.repeat(5000)).build()
    const own = await new LayerBuilder().file('own', 'o').build()
    const directory = layoutOf((layout) => [
      layout.image({ layers: [{ tar: base }, { tar: own }, { tar: own }] }),
      layout.image({ layers: [{ tar: base }] }),
    ])
    const { images, sharing } = await compareImages({ a: `oci:${directory}:0`, b: `oci:${directory}:1` })
    const [first, second] = images.map(({ values }) => values.compressedBytes as number)
    expect(sharing.shared).toMatchObject([{ compressedBytes: second, images: [0, 1] }])
    const ownBytes = (first! - second!) / 2
    expect(sharing).toMatchObject({ separateBytes: 2 * second! + ownBytes, togetherBytes: second! + ownBytes })
    expect(sharing.matrix[0]![0]).toEqual({ layers: 2, compressedBytes: second! + ownBytes })
  })

  it('lists the platforms that a name offers, sorted, whichever is taken', async () => {
    const tar = await new LayerBuilder().file('app', '').build()
    const directory = layoutOf((layout) => {
      const images = ['s390x', 'amd64'].map((architecture) => ({
        ...layout.image({ layers: [{ tar }], architecture }),
        platform: { os: 'linux', architecture },
      }))
      return [layout.nestedIndex(images), images[1]!]
    })
    const both = await compareImages({ several: `oci:${directory}:0`, one: `oci:${directory}:1` })
    expect(both.images.map(({ values }) => values.platforms)).toEqual([['linux/amd64', 'linux/s390x'], ['linux/amd64']])
    expect(best(both, 'platforms')).toEqual(['several'])
  })

  it('shows names that are not UTF-8 with escapes', async () => {
    const tar = await new LayerBuilder().file(Buffer.from('bin/\xff', 'latin1'), '', { mode: 0o4755 }).build()
    const directory = layoutOf((layout) => [
      layout.image({ layers: [{ tar }] }),
      layout.image({ layers: [{ tar }], config: { User: 'x' } }),
    ])
    const { images } = await compareImages({ a: `oci:${directory}:0`, b: `oci:${directory}:1` })
    expect(images[0]!.values.setuid).toEqual(['/bin/\\xff'])
  })
})

describe('the rows', () => {
  const rows = ROW_GROUPS.flatMap((group) => group.rows)

  it('have names of their own', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })

  it('are all described by the published schema', () => {
    const schema = JSON.parse(readFileSync(new URL('../../docs/schema/compare.schema.json', import.meta.url), 'utf8'))
    expect(Object.keys(schema.$defs.values.properties)).toEqual(rows.map(({ name }) => name))
  })

  it('come in the order of their groups', () => {
    const places = ROW_GROUPS.map(({ group }) => COMPARE_GROUPS.indexOf(group))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })
})
