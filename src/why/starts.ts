import { findProgram } from '../catalogers/elf/entrypoint.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import { follow } from '../rootfs/follow.ts'
import { joinPath, nameOf } from '../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { programsOf } from './shell-commands.ts'

/** A file that the image's own command names. */
export interface Start {
  readonly kind: 'entrypoint' | 'argument' | 'healthcheck'
  /** The word of the command that names it. */
  readonly says: string
  /** Where it was found; a symlink, or a name below one, may stand there. */
  readonly path: string
  /** The command that the word is of. */
  readonly of: 'entrypoint' | 'healthcheck'
  /** Whether the command starts it as a program; else it is only given to one. */
  readonly runs: boolean
  readonly node: TreeNode
  /** The symlinks on the way. */
  readonly via: readonly TreeNode[]
}

const SHELL = /^(?:sh|ash|bash|dash)$/

/** Programs whose arguments are a command. Scripts before a command (`docker-entrypoint.sh`) do the same, as a custom. */
const STARTS_ITS_ARGUMENTS =
  /^(?:tini|tini-static|docker-init|dumb-init|catatonit|gosu|su-exec|setpriv|env|exec|nice|nohup|timeout|xvfb-run)$/

/**
 * What a container of the image starts: the program of its command, and the files that the command gives to it: by their paths,
 * or as the program after one that starts its arguments (`docker-entrypoint.sh nginx`, `tini -- node`); and what its health
 * check starts. Of a shell's command line (`sh -c`), the programs that its commands begin with.
 */
export function startsOf(
  tree: SquashedTree<unknown>,
  config: ExecutionConfig,
  isScript: (node: TreeNode) => boolean,
): Start[] {
  return [
    ...startsOfCommand(tree, config, 'entrypoint', [...config.entrypoint, ...config.cmd], isScript),
    ...startsOfCommand(tree, config, 'healthcheck', healthcheckCommand(config), isScript),
  ]
}

function startsOfCommand(
  tree: SquashedTree<unknown>,
  config: ExecutionConfig,
  of: Start['of'],
  [program, ...words]: readonly string[],
  isScript: (node: TreeNode) => boolean,
): Start[] {
  if (program === undefined) return []
  const starts: Start[] = []
  const add = (kind: Start['kind'], says: string, runs: boolean, path: string | undefined): boolean => {
    const via: TreeNode[] = []
    const node = path === undefined ? undefined : follow(tree.root, path, true, via)
    if (path === undefined || node?.type !== 'file') return false
    starts.push({ kind, says, path, of, runs, node, via })
    return true
  }
  const programAt = (word: string): string | undefined => findProgram(tree, config, word)?.path
  add(of, program, true, programAt(program))
  const commandLine = SHELL.test(nameOf(program)) ? commandLineOf(words) : undefined
  if (commandLine !== undefined) {
    for (const name of programsOf(commandLine)) add('argument', name, true, programAt(name))
    return starts
  }
  const started = starts[0]?.node
  let startsNext = started !== undefined && (isScript(started) || STARTS_ITS_ARGUMENTS.test(nameOf(program)))
  for (const word of words) {
    if (startsNext && add('argument', word, true, programAt(word))) startsNext = false
    else if (word !== '') add('argument', word, false, joinPath(config.workingDir || '/', word))
  }
  return starts
}

/** As Docker runs it (`HEALTHCHECK` in docs.docker.com/reference/dockerfile). */
function healthcheckCommand({ healthcheck, shell }: ExecutionConfig): readonly string[] {
  const [kind, ...words] = healthcheck?.test ?? []
  if (kind === 'CMD') return words
  return kind === 'CMD-SHELL' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : []
}

/** The text that a shell takes as commands: what stands behind `-c`; undefined without it. */
function commandLineOf(words: readonly string[]): string | undefined {
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word))
  return option === -1 ? undefined : (words[option + 1] ?? '')
}
