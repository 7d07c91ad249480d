import { nameOf } from '../rootfs/path.ts'
import type { SquashedTree } from '../rootfs/tree.ts'

/** glibc's (locale(5)): a directory a locale, with a file a category, or all of them in one archive. */
const GLIBC_LOCALES = '/usr/lib/locale'
const GLIBC_ARCHIVE = `${GLIBC_LOCALES}/locale-archive`
const GLIBC_CATEGORY = 'LC_CTYPE'
/** Where Alpine's musl-locales has its files, one a locale (`MUSL_LOCPATH`). */
const MUSL_LOCALES = '/usr/share/i18n/locales/musl'

/**
 * The locales that are installed, by name; `locale-archive` stands for all of an archive, whose content is not read. What libcs
 * have built in (`C`, `POSIX`, `C.UTF-8`) is not among them.
 */
export function locales(tree: Pick<SquashedTree<unknown>, 'resolve'>): string[] {
  const directories = [...(tree.resolve(GLIBC_LOCALES)?.children?.keys() ?? [])].filter(
    (name) => tree.resolve(`${GLIBC_LOCALES}/${name}/${GLIBC_CATEGORY}`)?.type === 'file',
  )
  const archive = tree.resolve(GLIBC_ARCHIVE)?.type === 'file' ? [nameOf(GLIBC_ARCHIVE)] : []
  const files = [...(tree.resolve(MUSL_LOCALES)?.children?.keys() ?? [])]
  return [...directories, ...archive, ...files].sort()
}
