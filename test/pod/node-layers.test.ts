import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOnNode, FreshNode, type NodeLayer, nodeLayers, stacked } from '../../src/pod/node-layers.ts'
import { fixtureImage } from '../support/image-of.ts'

/** Layers that images are made of; what a layer takes depends on its digest alone. */
const layer = fc.integer({ min: 0, max: 7 }).map((n): Omit<NodeLayer, 'chainId'> => {
  return { digest: `sha256:${n}`, diffId: `sha256:d${n}`, compressedBytes: 10 ** n, layerBytes: 3 * 10 ** n }
})
const images = fc.array(
  fc.array(layer, { maxLength: 6 }).map((layers) => stacked(layers)),
  { maxLength: 5 },
)

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

test('a node has each blob once, and each layer once for each stack of layers below it', () => {
  fc.assert(
    fc.property(images, (all) => {
      const layers = all.flat()
      const blobs = new Map(layers.map(({ digest, compressedBytes }) => [digest, compressedBytes]))
      const stacks = new Map(
        all.flatMap((image) =>
          image.map(({ layerBytes }, top) => {
            const below = image.slice(0, top + 1).map(({ diffId }) => diffId)
            return [below.join(' '), layerBytes] as const
          }),
        ),
      )
      expect(bytesOnNode(all)).toEqual({
        compressedBytes: sum([...blobs.values()]),
        layerBytes: sum([...stacks.values()]),
      })
    }),
  )
})

test('what images add comes to what is there, in whatever order', () => {
  fc.assert(
    fc.property(images, fc.boolean(), (all, isPulled) => {
      const node = new FreshNode()
      const added = all.map((image) => node.add(image, isPulled))
      expect(sum(added.map(({ compressedBytes }) => compressedBytes))).toBe(node.bytes.compressedBytes)
      expect(sum(added.map(({ layerBytes }) => layerBytes))).toBe(node.bytes.layerBytes)
      expect(bytesOnNode(all.toReversed())).toEqual(bytesOnNode(all))
      if (!isPulled) expect(node.bytes.compressedBytes).toBe(0)
    }),
  )
})

test('stacks are known by the ChainIDs of the OCI image specification', async () => {
  const image = await fixtureImage('webapp')
  const [first, second] = image.config.diffIds
  const chain = (below: string, next: string) =>
    `sha256:${createHash('sha256').update(`${below} ${next}`).digest('hex')}`
  const layers = nodeLayers(image)
  expect(layers.slice(0, 2).map(({ chainId }) => chainId)).toEqual([first, chain(first!, second!)])
  // a stack on another is what it would be if all were one
  expect(stacked(layers.slice(2), layers[1]!.chainId)).toEqual(layers.slice(2))
})
