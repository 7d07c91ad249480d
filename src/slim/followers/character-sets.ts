import { isPartOfGlibc } from '../../fit/c-library.ts'
import type { Follower } from '../follower.ts'

/**
 * glibc's converters between character sets, which it opens by their names (`iconv_open`): for what asks for any, all of them,
 * because the names come at run time. `gconv-modules.cache` alone is read by each program that sets a locale (strace of
 * perl, ruby and java). libstdc++ asks only where a program converts with its own `encoding_state`, which none is known to do: node
 * and java load it and open no converter.
 */
export const characterSets: Follower = {
  name: 'character-sets',
  of: 'runs',

  *leads({ node }, image) {
    const binary = image.objectAt(node)?.binary
    if (binary?.functions?.includes('iconv_open') !== true || isPartOfGlibc(binary)) return
    if (binary.soname?.startsWith('libstdc++.')) return
    for (const loader of image.loaders.all().filter(({ kind }) => kind === 'glibc')) {
      for (const directory of loader.directories) {
        const says = `${node.path} converts between character sets`
        yield { path: `${directory}/gconv`, kind: 'character-sets', says, tree: true, part: true }
      }
    }
  },
}
