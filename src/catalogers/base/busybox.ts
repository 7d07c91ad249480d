import type { Base, BaseClues } from './base.ts'

/**
 * The official busybox images: nothing but busybox and links to it, named for the libc they hold. A busybox without its links is
 * a program like any other, copied onto nothing.
 */
export function busybox({ tree, os, libc }: BaseClues): Base | null {
  const program = tree.resolve('/bin/busybox')
  const shell = tree.resolve('/bin/sh')
  if (os !== null || program === undefined || shell?.inode !== program.inode) return null
  const evidence = ['no os-release file', '/bin/sh is /bin/busybox']
  return { family: 'busybox', variant: libc === 'none' ? null : libc, tags: [], evidence }
}
