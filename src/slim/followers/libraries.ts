import type { ElfObject } from '../../catalogers/elf/elf-object.ts'
import { type LoadResult, load, loads } from '../../catalogers/elf/load.ts'
import { joinPath } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'
import type { Lead } from '../lead.ts'
import type { SlimImage } from '../slim-image.ts'

/**
 * What loaders load: for a program all that it needs, as its own loader finds it; for a library that something opens when it
 * runs, the same, by every loader of the image that takes it.
 */
export const libraries: Follower = {
  name: 'library',
  of: 'kept',

  *leads({ node, runs }, image) {
    const object = image.objectAt(node)
    if (object === undefined || object.binary.linkage === 'static') return
    const { interpreter, kind } = object.binary
    if (typeof interpreter === 'string' && kind === 'program') {
      yield { path: joinPath('/', interpreter), kind: 'loader', says: `${node.path} is started by it`, runs }
      yield* linksOf(load(object, image.loaders.at(interpreter), image.search), runs, image)
      return
    }
    for (const loader of image.loaders.all().filter((candidate) => loads(candidate, object))) {
      yield* linksOf(load(object, loader, image.search), runs, image)
    }
  },
}

function* linksOf({ links }: LoadResult, runs: boolean, image: SlimImage): Iterable<Lead> {
  for (const { object, needs, found } of links) {
    const path = pathOf(found, needs, image)
    yield { path, kind: 'library', says: `${object.node.path} needs ${needs}`, because: object.node, runs }
  }
}

/** The name under which the loader found it, which is mostly a symlink. */
function pathOf(found: ElfObject & { readonly origin?: string }, needs: string, { tree }: SlimImage): string {
  const path = found.origin === undefined ? found.node.path : joinPath(found.origin, needs)
  return tree.resolve(path)?.inode === found.node.inode ? path : found.node.path
}
