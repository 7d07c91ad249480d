import { DEFAULT_PATH, type ExecutionConfig } from '../../oci/config.ts'
import { joinPath } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'

/** The value of a variable that the image sets; undefined where it does not. */
export function environmentVariable(config: ExecutionConfig, name: string): string | undefined {
  return config.env.findLast((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** A program that a command names. */
export interface FoundProgram {
  /** Where it was found; a symlink, or a name below one, may stand there. */
  readonly path: string
  /** The executable file, symlinks followed. */
  readonly node: TreeNode
}

/** The executable file that a command of a container starts; undefined where the image does not hold it. */
export function findProgram(
  tree: Pick<SquashedTree<unknown>, 'resolve'>,
  config: ExecutionConfig,
  name: string,
): FoundProgram | undefined {
  if (name === '') return undefined
  const workingDir = config.workingDir || '/'
  const path = environmentVariable(config, 'PATH') ?? DEFAULT_PATH
  const directories = name.includes('/') ? [workingDir] : path.split(':').map((entry) => joinPath(workingDir, entry))
  for (const directory of directories) {
    const candidate = joinPath(directory, name)
    const node = tree.resolve(candidate)
    if (node?.type === 'file' && (node.mode & 0o111) !== 0) return { path: candidate, node }
  }
  return undefined
}

/**
 * The executable file that a container of the image starts, symlinks followed; undefined where the config names none or the
 * image does not hold it.
 */
export function entrypointBinary(
  tree: Pick<SquashedTree<unknown>, 'resolve'>,
  config: ExecutionConfig,
): TreeNode | undefined {
  const [program = ''] = [...config.entrypoint, ...config.cmd]
  return findProgram(tree, config, program)?.node
}
