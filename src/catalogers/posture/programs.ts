import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'

/** Shells; busybox and toybox are there because `busybox sh` is one without any link. */
const SHELLS: ReadonlySet<string> = new Set([
  'ash',
  'bash',
  'busybox',
  'csh',
  'dash',
  'elvish',
  'fish',
  'ksh',
  'ksh93',
  'mksh',
  'nu',
  'oksh',
  'pwsh',
  'rbash',
  'sh',
  'tcsh',
  'toybox',
  'xonsh',
  'yash',
  'zsh',
])

/** Managers of the operating system's packages, not of a language's. */
const PACKAGE_MANAGERS: ReadonlySet<string> = new Set([
  'apk',
  'apt',
  'apt-get',
  'aptitude',
  'dnf',
  'dnf-3',
  'dnf5',
  'dpkg',
  'emerge',
  'microdnf',
  'nix-env',
  'opkg',
  'pacman',
  'rpm',
  'tdnf',
  'xbps-install',
  'yum',
  'zypper',
])

/** Where programs are, whatever PATH says; /busybox is distroless' in its debug variants. */
const PROGRAM_DIRECTORIES = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/busybox']

/** Programs of note that a container can start. */
export interface Programs {
  readonly shells: readonly string[]
  readonly packageManagers: readonly string[]
}

/**
 * Looks for shells and package managers in the usual directories and those of `PATH`. A directory that can be reached in several
 * ways (`/bin` on a merged /usr) counts once, under its real name.
 */
export function findPrograms(tree: SquashedTree<unknown>, env: readonly string[]): Programs {
  const shells: string[] = []
  const packageManagers: string[] = []
  for (const directory of programDirectories(tree, env)) {
    for (const node of directory.children?.values() ?? []) {
      const list = SHELLS.has(node.name) ? shells : PACKAGE_MANAGERS.has(node.name) ? packageManagers : undefined
      if (list !== undefined && isProgram(tree.resolve(node.path))) list.push(node.path)
    }
  }
  return { shells: shells.sort(), packageManagers: packageManagers.sort() }
}

function programDirectories(tree: SquashedTree<unknown>, env: readonly string[]): ReadonlySet<TreeNode> {
  const path = env.findLast((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? ''
  const directories = [...PROGRAM_DIRECTORIES, ...path.split(':').filter((directory) => directory.startsWith('/'))]
  return new Set(directories.flatMap((directory) => tree.resolve(directory) ?? []))
}

function isProgram(node: TreeNode | undefined): boolean {
  return node?.type === 'file' && (node.mode & 0o111) !== 0
}
