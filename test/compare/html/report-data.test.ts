import { describe, expect, it } from 'vitest'
import type { FileTable } from '../../../src/compare/html/report-data.ts'
import type { ImageInventory } from '../../../src/index.ts'
import { imageSizes } from '../../../src/inventory/sizes.ts'
import { printable } from '../../../src/report/terminal-text.ts'
import { displayPath } from '../../../src/rootfs/path.ts'
import { countedBytes, entriesByPath, pathText } from '../../../web/compare/data/files-of-image.ts'
import { generatedImage } from '../../support/generated-images.ts'
import { committed, inventoriesOf, reportData, writeHostile, writeReleases } from '../../support/report-images.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const references = {
  ...(await writeReleases(scratch)),
  hostile: await writeHostile(scratch),
  webapp: committed('webapp'),
  odd: committed('odd-layers'),
}
const inventories = await inventoriesOf(references)
const { summary, files } = reportData(inventories)

/** What a tree has at each path, without what the report leaves out. */
function truth({ tree }: ImageInventory) {
  return Array.from(tree.nodes(), ({ path, type, mode, uid, gid, size, linkTarget }) => ({
    path: shown(path),
    type,
    mode,
    uid,
    gid,
    size,
    linkTarget: linkTarget === null ? null : shown(linkTarget),
  }))
}

/** The same from the table. */
function told(table: FileTable, image: number) {
  return Array.from(entriesByPath(table, image)).flatMap((place, path) => {
    if (place === 0) return []
    const { type, mode, uid, gid } = table.traits[table.trait[place - 1]!]!
    const linkTarget = type === 'symlink' ? table.linkTargets[table.content[place - 1]!]! : null
    return { path: pathText(table, path), type, mode, uid, gid, size: table.size[place - 1]!, linkTarget }
  })
}

function shown(text: string): string {
  return printable(displayPath(text))
}

describe('the data of a report', () => {
  it.each(Object.keys(references).map((label, image) => [label, image] as const))(
    'has every path of %s',
    (_, image) => {
      const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
      expect(told(files, image).sort(byPath)).toEqual(truth(inventories[image]!).sort(byPath))
    },
  )

  it('adds up to the content of each image', () => {
    for (const [image, inventory] of inventories.entries()) {
      const { contentBytes } = imageSizes(inventory)
      expect(summary.images[image]!.contentBytes).toBe(contentBytes)
      expect(sumOf(files, image, () => true)).toBe(contentBytes)
    }
  })

  it('adds up to what no package owns', () => {
    for (const [image, { unowned }] of inventories.entries()) {
      expect(sumOf(files, image, (entry) => files.owner[entry] === 0)).toBe(unowned.bytes)
    }
  })

  it('adds up to what each layer has of the image', () => {
    for (const [image, inventory] of inventories.entries()) {
      const { reclaimableByLayer } = imageSizes(inventory)
      const visible = inventory.layers.map(({ effect }, index) => effect.fileBytes - reclaimableByLayer[index]!)
      expect(
        summary.images[image]!.layers.map((layer) => sumOf(files, image, (entry) => files.layer[entry] === layer)),
      ).toEqual(visible)
    }
  })

  it('has what images share once', () => {
    const [old, release] = summary.images
    expect(old!.layers[0]).toBe(release!.layers[0])
    const motd = [...files.names.keys()].find((path) => pathText(files, path) === '/etc/motd')!
    const entries = files.firstEntry[motd + 1]! - files.firstEntry[motd]!
    expect([entries, files.imageSets[files.imageSet[files.firstEntry[motd]!]!]]).toEqual([1, [0, 1]])
  })

  it('tells contents of one size apart, and names that are no UTF-8', () => {
    const same = [...files.names.keys()].find((path) => pathText(files, path) === '/app/same-size')!
    const first = files.firstEntry[same]!
    expect(files.content[first]).not.toBe(files.content[first + 1])
    expect(files.names).toContain('\\xff\\n1')
  })

  it('is right for fifty images', () => {
    const images = Array.from({ length: 50 }, (_, image) => generatedImage(image, 1000))
    const { files: table, summary: lists } = reportData(images)
    expect(table.names).toHaveLength(1 + 10 + 1000)
    for (const [image, { tree }] of images.entries()) {
      const bytes = Array.from(tree.nodes(), ({ size }) => size).reduce((sum, size) => sum + size)
      expect([lists.images[image]!.contentBytes, sumOf(table, image, () => true)]).toEqual([bytes, bytes])
    }
  })
})

function sumOf(table: FileTable, image: number, isWanted: (entry: number) => boolean): number {
  return Array.from(entriesByPath(table, image)).reduce(
    (sum, place) => (place > 0 && isWanted(place - 1) ? sum + countedBytes(table, place - 1) : sum),
    0,
  )
}
