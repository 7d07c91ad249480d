import { commandLine } from '../../report/shell-words.ts'

/** Where the root filesystem is put, in the context of the build. */
export const ROOTFS = 'rootfs'

/** The command that cuts slices into a root filesystem, one a line. `context` is null where that is the working directory. */
export function cutCommand(
  release: string,
  architecture: string,
  slices: readonly string[],
  context: string | null,
): string {
  const root = context === null ? ROOTFS : `${context}/${ROOTFS}`
  const cut = commandLine(['chisel', 'cut', '--release', release, '--arch', architecture, '--root', root])
  return `${commandLine(['mkdir', root])}\n${[cut, ...slices].join(' \\\n    ')}\n`
}
