import type { FileContent } from '../../layer/file-content.ts'

/** The name that glibc's loader has for itself, by its ABI. */
export const LOADER_SONAME = /^ld(?:32|64)?(?:-linux[^/]*)?\.so\.\d+$/

/** A loader has 250 kB; what is larger is no loader. */
const MAX_LOADER = 1024 * 1024
const MAX_DIRECTORIES = 16
/** Paths one after another that each begin and end with a slash. */
const DIRECTORIES = /(?<![!-~])(?:(?:\/[\w.+-]+)+\/\0)+/g

/**
 * The directories that a loader of glibc was built to search (`system_dirs` in elf/dl-load.c), without the slashes at their
 * ends; undefined where they are not found.
 */
export function builtInDirectories(content: FileContent): string[] | undefined {
  const bytes = content.size > MAX_LOADER ? undefined : content.slice(0, content.size)
  if (bytes === undefined) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  for (const [list] of text.matchAll(DIRECTORIES)) {
    const directories = list.split('/\0').slice(0, -1).slice(0, MAX_DIRECTORIES)
    if (directories.length > 0 && directories.every((path) => /\/lib/.test(path))) return directories
  }
  return undefined
}
