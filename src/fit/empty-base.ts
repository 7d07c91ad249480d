import { EMPTY_EXECUTION_CONFIG } from '../oci/config.ts'
import type { Platform } from '../oci/platform.ts'
import { squash } from '../rootfs/squash.ts'
import { treesOf } from '../rootfs/squashed-tree.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { FitBase } from './trial.ts'

/** A base with nothing in it: `scratch`. */
export function emptyBase(platform: Platform): FitBase {
  const trees = treesOf(squash([]).root, [])
  return {
    source: 'rootfs',
    reference: 'scratch',
    descriptor: null,
    config: { platform, created: null, config: EMPTY_EXECUTION_CONFIG, diffIds: [], history: [] },
    layers: [],
    tree: trees(''),
    // there are no facts of any kind
    factsOf: <Fact>(reader: { readonly name: string }) =>
      trees(reader.name) as SquashedTree<unknown> as SquashedTree<Fact>,
    os: null,
    libc: { family: 'none', version: null, loader: null },
    base: { family: 'scratch', variant: null, tags: [], evidence: [] },
  }
}
