import type { Use } from '../traced-paths.ts'

/** A system call that takes paths. */
export interface PathCall {
  readonly name: string
  readonly use: Use
  /** Where each path stands among the arguments, and where the directory that it is relative to. */
  readonly paths: readonly { readonly at: number; readonly directory: number | null }[]
}

const FIRST = [{ at: 0, directory: null }]
const SECOND = [{ at: 1, directory: null }]
const BOTH = [...FIRST, ...SECOND]
const AT = [{ at: 1, directory: 0 }]
const BOTH_AT = [...AT, { at: 3, directory: 2 }]

/** What Linux has of them: syscalls(2), on all its architectures. What mounts and unmounts is the runtime's business. */
const BY_FORM: readonly (readonly [use: Use, paths: PathCall['paths'], names: string])[] = [
  ['executed', FIRST, 'execve'],
  ['executed', AT, 'execveat'],
  ['opened', FIRST, 'open uselib'],
  ['opened', AT, 'openat openat2 name_to_handle_at'],
  ['statted', FIRST, 'stat lstat stat64 lstat64 oldstat oldlstat statfs statfs64 access readlink chdir chroot'],
  ['statted', FIRST, 'getxattr lgetxattr listxattr llistxattr'],
  ['statted', SECOND, 'inotify_add_watch'],
  ['statted', AT, 'newfstatat fstatat64 statx faccessat faccessat2 readlinkat'],
  ['changed', FIRST, 'creat mkdir mknod rmdir unlink chmod chown chown32 lchown lchown32 truncate truncate64'],
  ['changed', FIRST, 'utime utimes setxattr lsetxattr removexattr lremovexattr'],
  ['changed', AT, 'mkdirat mknodat unlinkat fchmodat fchmodat2 fchownat futimesat utimensat utimensat_time64'],
  ['changed', BOTH, 'link rename'],
  ['changed', BOTH_AT, 'linkat renameat renameat2'],
  // what a symlink leads to does not matter to who makes it
  ['changed', SECOND, 'symlink'],
  ['changed', [{ at: 2, directory: 1 }], 'symlinkat'],
]

/** By name. */
export const PATH_CALLS: ReadonlyMap<string, PathCall> = new Map(
  BY_FORM.flatMap(([use, paths, names]) => names.split(' ').map((name) => [name, { name, use, paths }] as const)),
)
