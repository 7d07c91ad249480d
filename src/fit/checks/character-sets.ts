import type { PathLookup } from '../../rootfs/tree.ts'
import { isPartOfGlibc } from '../c-library.ts'
import type { Check } from './check.ts'

/** Whether glibc's converters between character sets are there for programs that ask for any (`iconv_open`). */
export const characterSetsCheck: Check = {
  name: 'characterSets',
  need: 'later',

  examine({ app, tree, processes }) {
    for (const { program, loading } of processes.running) {
      if (loading?.loader.kind !== 'glibc') continue
      const asks = [program, ...loading.result.objects].some(
        ({ binary }) => binary.functions?.includes('iconv_open') && !isPartOfGlibc(binary),
      )
      const { directories } = loading.loader
      if (!asks || hasConverters(tree, directories) || !hasConverters(app.image.tree, directories)) continue
      const says =
        `${program.node.path} may convert between character sets; the base has no converters (gconv), but for Unicode's ` +
        "and ASCII, which the app's image has."
      return [{ outcome: 'unknown', says }]
    }
    return []
  },
}

function hasConverters(tree: Pick<PathLookup<never>, 'resolve'>, directories: readonly string[]): boolean {
  return directories.some((directory) => (tree.resolve(`${directory}/gconv`)?.children?.size ?? 0) > 0)
}
