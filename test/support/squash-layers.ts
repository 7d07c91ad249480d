import { createHash } from 'node:crypto'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { openLayer, scanTar } from '../../src/layer/scan.ts'
import { type Squashed, squash } from '../../src/rootfs/squash.ts'
import type { TreeNode } from '../../src/rootfs/tree.ts'
import { readTar, WIDE_LIMITS } from './read-tar.ts'

/** The final filesystem of some layers, as text to compare. */
export interface SquashedLayers extends Squashed {
  /** From paths to what is there: `directory`, `symlink to …`, `file MODE: CONTENT`, or the type of anything else. */
  readonly shown: Readonly<Record<string, string>>
}

/** Builds layers, scans and squashes them. Base first. */
export async function squashLayers(...builders: readonly LayerBuilder[]): Promise<SquashedLayers> {
  const tars = await Promise.all(builders.map((builder) => builder.build()))
  const contents = new Map<string, string>()
  for (const { content } of tars.flatMap((tar) => readTar(tar))) {
    if (content) contents.set(createHash('sha256').update(content).digest('hex'), content.toString())
  }
  const limits = { ...WIDE_LIMITS, maxExpansionRatio: 1000 }
  const inventories = await Promise.all(
    tars.map((tar) => scanTar(openLayer(pieces(tar), { digest: null, size: null }, limits), null, [], limits)),
  )
  const squashed = squash(inventories)
  return { ...squashed, shown: Object.fromEntries(describe(squashed.root, contents)) }
}

async function* pieces(tar: Uint8Array): AsyncGenerator<Uint8Array> {
  yield tar
}

function* describe(directory: TreeNode, contents: ReadonlyMap<string, string>): Generator<readonly [string, string]> {
  for (const node of directory.children?.values() ?? []) {
    if (node.type === 'symlink') yield [node.path, `symlink to ${node.linkTarget}`]
    else if (node.type === 'file') {
      const sha256 = (node as TreeNode & { readonly sha256: string | null }).sha256
      yield [node.path, `file ${node.mode.toString(8)}: ${contents.get(sha256 ?? '') ?? ''}`]
    } else yield [node.path, node.type]
    yield* describe(node, contents)
  }
}
