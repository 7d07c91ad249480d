import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { ImageInventory } from '../../src/index.ts'
import type { FactReader, Json } from '../../src/layer/fact-reader.ts'
import { openLayer, scanTar } from '../../src/layer/scan.ts'
import { squash } from '../../src/rootfs/squash.ts'
import { treesOf } from '../../src/rootfs/squashed-tree.ts'
import type { SquashedTree } from '../../src/rootfs/tree.ts'
import { WIDE_LIMITS } from './read-tar.ts'
import { conclusionOf } from './tree-of.ts'

const LIMITS = { ...WIDE_LIMITS, maxExpansionRatio: 1000 }

/** What layers make, in this thread and without an image: for properties that are tried on many. Base first. */
export async function scanLayers(
  tars: readonly Uint8Array[],
  readers: readonly FactReader[] = [],
): Promise<Pick<ImageInventory, 'layers' | 'tree' | 'losses' | 'factsOf'>> {
  const inventories = await Promise.all(
    tars.map((tar) => scanTar(openLayer(pieces(tar), { digest: null, size: null }, LIMITS), null, readers, LIMITS)),
  )
  const { root, effects, losses } = squash(inventories)
  const layers = inventories.map((inventory, index) => ({
    layer: {
      digest: null,
      size: null,
      mediaType: null,
      annotations: {},
      diffId: null,
      urls: [],
      position: index,
      open: () => pieces(tars[index]!),
    },
    inventory,
    effect: effects[index]!,
    instruction: null,
  }))
  const trees = treesOf(root, inventories)
  const factsOf = <Fact extends Json>(reader: FactReader<Fact>) => trees(reader.name) as SquashedTree<Fact>
  return { layers, tree: trees(''), losses, factsOf }
}

/** What unpacking needs of an image of these layers, base first. */
export async function unpackable(...builders: readonly LayerBuilder[]) {
  return { ...(await scanLayers(await buildAll(builders))), reference: 'test', config: conclusionOf().config }
}

/** The tars of some layers. */
export function buildAll(builders: readonly LayerBuilder[]): Promise<Buffer[]> {
  return Promise.all(builders.map((builder) => builder.build()))
}

async function* pieces(tar: Uint8Array): AsyncGenerator<Uint8Array> {
  yield tar
}
