import { describe, expect, it } from 'vitest'
import type { ReportSummary } from '../../src/compare/html/report-data.ts'
import { contentBelow } from '../../src/files/content-below.ts'
import { searchTree } from '../../web/compare/size/size-search.ts'
import { GROUPINGS, type SizeNode, sizeTree } from '../../web/compare/size/size-tree.ts'
import { layOut } from '../../web/compare/size/treemap-layout.ts'
import { ARROWS, neighbour } from '../../web/compare/size/treemap-neighbour.ts'
import { nodesOfPath, zoomPath } from '../../web/compare/size/zoom-path.ts'
import { comparedBySize } from '../support/compared.ts'
import { generatedImage } from '../support/generated-images.ts'
import { committed, inventoriesOf, reportData, writeReleases } from '../support/report-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const inventories = await inventoriesOf({ ...(await writeReleases(temporaryDirectory())), webapp: committed('webapp') })
const data = reportData(inventories)
const summary: ReportSummary = { document: comparedBySize({ old: 0, new: 0, webapp: 0 }), ...data.summary }
const [OLD, , WEBAPP] = [0, 1, 2]

function tree(image: number, by: (typeof GROUPINGS)[number]): SizeNode {
  return sizeTree(summary, data.files, image, by)
}

function labels(node: SizeNode): string[] {
  return node.children!.map(({ label }) => label)
}

describe('the tree of sizes', () => {
  it.each(GROUPINGS)('by %s adds up to the content of each image, at every level', (by) => {
    for (const [image, { contentBytes }] of summary.images.entries()) {
      const root = tree(image, by)
      expect(root.bytes).toBe(contentBytes)
      const pending = [root]
      for (const node of pending) {
        if (node.children === null) continue
        expect(node.bytes).toBe(node.children.reduce((sum, child) => sum + child.bytes, 0))
        pending.push(...node.children)
      }
    }
  })

  it('by directory is what files --du says', () => {
    const inventory = inventories[WEBAPP]!
    const truth = contentBelow(inventory, [...inventory.tree.nodes()])
    const directories = [...inventory.tree.root.children!.values()].filter(({ children }) => children !== null)
    const expected = Object.fromEntries(
      directories
        .map((node) => [node.name, truth.get(node)!])
        .filter(([, total]) => (total as { files: number }).files > 0),
    )
    const root = tree(WEBAPP, 'directory')
    expect(
      Object.fromEntries(
        root
          .children!.filter(({ kind }) => kind === 'directory')
          .map(({ label, bytes, files }) => [label.split('/')[0], { bytes, files }]),
      ),
    ).toEqual(expected)
  })

  it('joins a directory with the only one in it', () => {
    expect(labels(tree(OLD, 'directory'))).toEqual(['usr/lib', 'app', 'lib/apk/db', 'etc'])
  })

  it('by package has what each package owns, and what none does', () => {
    const [none, apk] = tree(OLD, 'package').children!.toSorted((a, b) => (a.label < b.label ? 1 : -1))
    expect([none!.label, apk!.label]).toEqual(['no package', 'apk'])
    expect(Object.fromEntries(apk!.children!.map(({ label, bytes }) => [label, bytes]))).toEqual({
      'musl 1.2.4-r2 (x86_64)': 5000,
      'curl 8.9.0-r0 (x86_64)': 3000,
      'zlib 1.3.1-r0 (x86_64)': 2000,
    })
  })

  it('by layer says what made each', () => {
    expect(tree(OLD, 'layer').children!.map(({ label, note }) => [label, note])).toEqual([
      ['layer 1', 'COPY old / # <b>bold</b>'],
      ['layer 0', 'ADD rootfs.tar /'],
    ])
  })

  it('counts a hard link once and both of its names', () => {
    const app = tree(OLD, 'directory').children!.find(({ label }) => label === 'app')!
    expect([app.bytes, app.files]).toEqual([3004, 3])
  })

  it('is found again by its way in the address', () => {
    const root = tree(WEBAPP, 'package')
    const way = [root, root.children![0]!, root.children![0]!.children![0]!]
    expect(nodesOfPath(root, zoomPath(way))).toEqual(way)
    expect(nodesOfPath(root, 'gone/%')).toEqual([root])
    expect(zoomPath([root])).toBeNull()
  })
})

describe('a search', () => {
  it('finds files by any part of their path, and what they are in', () => {
    const root = tree(OLD, 'directory')
    const found = searchTree(root, 'LIB/libZ')
    const usr = root.children!.find(({ label }) => label === 'usr/lib')!
    expect([found.files, found.bytes]).toEqual([1, 2000])
    expect(usr.children!.filter(found.matches).map(({ label }) => label)).toEqual(['libzlib'])
    expect(labels(root).filter((_, index) => found.matches(root.children![index]!))).toEqual(['usr/lib'])
  })

  it('finds all that is in a directory that it finds', () => {
    expect(searchTree(tree(OLD, 'directory'), 'app').files).toBe(3)
  })
})

describe('the treemap', () => {
  const blocks = layOut(tree(WEBAPP, 'directory'), 1000, 600)

  it('has blocks that lie in each other and do not overlap', () => {
    for (const block of blocks) {
      const parent = blocks.find(({ node }) => node === block.ancestors.at(-2))
      const room = parent ?? { x: 0, y: 0, width: 1000, height: 600 }
      expect(block.x).toBeGreaterThanOrEqual(room.x)
      expect(block.y).toBeGreaterThanOrEqual(room.y)
      expect(block.x + block.width).toBeLessThanOrEqual(room.x + room.width)
      expect(block.y + block.height).toBeLessThanOrEqual(room.y + room.height)
      for (const other of blocks) {
        if (other === block || other.ancestors.at(-2) !== block.ancestors.at(-2)) continue
        const apart =
          other.x >= block.x + block.width ||
          block.x >= other.x + other.width ||
          other.y >= block.y + block.height ||
          block.y >= other.y + other.height
        expect(apart, `${block.node.label} and ${other.node.label}`).toBe(true)
      }
    }
  })

  it('has at its top blocks as large as their bytes', () => {
    const top = blocks.filter(({ depth }) => depth === 1)
    const { bytes } = tree(WEBAPP, 'directory')
    expect(top.length).toBeGreaterThan(2)
    for (const { node, width, height } of top) expect(width * height).toBeCloseTo((node.bytes / bytes) * 600_000, -4)
  })

  it('has no more blocks than there is room for, however many files there are', () => {
    const many = reportData([generatedImage(0, 100_000)])
    const root = sizeTree({ document: comparedBySize({ a: 0 }), ...many.summary }, many.files, 0, 'directory')
    const drawn = layOut(root, 1000, 600)
    expect(root.files).toBe(100_000)
    expect(drawn.length).toBeLessThan(20_000)
    expect(drawn.filter(({ depth }) => depth === 1).reduce((sum, { node }) => sum + node.bytes, 0)).toBe(root.bytes)
  })

  it('can be walked with the arrow keys: every block is reached, and none leads out', () => {
    const top = blocks.filter(({ depth }) => depth === 1)
    const reached = new Set([top[0]!])
    for (const block of reached) {
      for (const arrow of ARROWS) {
        const next = neighbour(top, block, arrow)
        if (next !== undefined) reached.add(next)
      }
    }
    expect(reached.size).toBe(top.length)
  })
})
