import { elfCataloger } from '../../src/catalogers/elf/elf-cataloger.ts'
import type { Libc } from '../../src/catalogers/libc.ts'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { postureCataloger } from '../../src/catalogers/posture/posture.ts'
import type { ImageInventory } from '../../src/inventory/image-inventory.ts'
import { ownership } from '../../src/inventory/ownership.ts'
import type { FactReader, Json } from '../../src/layer/fact-reader.ts'
import type { ExecutionConfig } from '../../src/oci/config.ts'
import type { Loss } from '../../src/rootfs/loss.ts'
import type { SquashedTree } from '../../src/rootfs/tree.ts'
import { markedElfReader } from '../catalogers/elf/elf-tree.ts'
import { conclusionOf, type LayerFile, treeOf } from '../support/tree-of.ts'

/** A layer of an image: its files, and the instruction that made it. */
export interface TestLayer {
  readonly files: Readonly<Record<string, LayerFile>>
  readonly instruction?: string | null
}

/** A package, and the layer that installed it: 0 unless set. */
type TestPackage = Pick<Package, 'type' | 'name' | 'paths'> & Partial<Pick<Package, 'layer'>>

/** What an image has besides its layers. */
export interface TestImage {
  readonly layers: readonly TestLayer[]
  readonly config?: Partial<ExecutionConfig>
  readonly architecture?: string
  readonly packages?: readonly TestPackage[]
  readonly libc?: Partial<Libc>
  /** The os-release ID; none unless set. */
  readonly os?: string
  readonly losses?: readonly Loss[]
}

const NO_LIBC: Libc = { family: 'none', version: null, loader: null }

/** An inventory of an image that is only written down, with programs as test/catalogers/elf/elf-tree.ts makes them. */
export function imageFrom(image: TestImage): ImageInventory {
  const { layers, config = {}, architecture = 'amd64', libc = {}, os, losses = [] } = image
  const files = layers.map((layer) => layer.files)
  const factsOf = <Fact extends Json>(reader: FactReader<Fact>): SquashedTree<Fact> =>
    treeOf<Fact>(files, reader.name === elfCataloger.name ? (markedElfReader as unknown as FactReader<Fact>) : reader)
  const conclusion = conclusionOf({ config })
  const tree = treeOf<never>(files)
  const listed = (image.packages ?? []).map(packageFrom)
  return {
    source: 'oci',
    reference: 'oci:test',
    descriptor: null,
    imageId: null,
    config: { ...conclusion.config, platform: { os: 'linux', architecture } },
    layers: layers.map(({ instruction = null }) => ({ instruction }) as ImageInventory['layers'][number]),
    tree,
    factsOf,
    losses,
    os: os === undefined ? null : { id: os, versionId: null, prettyName: null, idLike: [] },
    libc: { ...NO_LIBC, ...libc },
    binaries: { elf: 0, dynamic: 0, static: 0, requires: {}, unresolved: [], entrypoint: null },
    base: { family: os ?? 'scratch', variant: null, tags: [], evidence: [] },
    ...ownership(tree, listed),
    posture: postureCataloger.conclude(factsOf(postureCataloger), conclusion),
    warnings: [],
  } as unknown as ImageInventory
}

function packageFrom({ type, name, paths, layer = 0 }: TestPackage): Package {
  return {
    type,
    name,
    version: '1.0',
    architecture: null,
    source: null,
    licenses: [],
    purl: `pkg:${type}/${name}@1.0`,
    paths,
    database: '/var/lib/dpkg/status',
    layer,
    dependencies: [],
  }
}
