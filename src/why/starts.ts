import { findProgram } from '../catalogers/elf/entrypoint.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import { follow } from '../rootfs/follow.ts'
import { joinPath, nameOf } from '../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'

/** A file that the image's own command names. */
export interface Start {
  readonly kind: 'entrypoint' | 'argument' | 'healthcheck'
  /** The word of the command that names it. */
  readonly says: string
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
 * or as programs after one that starts its arguments (`docker-entrypoint.sh nginx`, `tini -- node`); and what its health check
 * starts. Of a shell's command line (`sh -c`), the program that it begins with.
 */
export function startsOf(
  tree: SquashedTree<unknown>,
  config: ExecutionConfig,
  isScript: (node: TreeNode) => boolean,
): Start[] {
  const starts: Start[] = []
  const add = (kind: Start['kind'], says: string, path: string | undefined): void => {
    const via: TreeNode[] = []
    const node = path === undefined ? undefined : follow(tree.root, path, true, via)
    if (node?.type === 'file') starts.push({ kind, says, node, via })
  }
  const addCommand = (kind: Start['kind'], [program, ...words]: readonly string[]): void => {
    if (program === undefined) return
    const found = findProgram(tree, config, program)
    add(kind, program, found?.path)
    const startsWords = found !== undefined && (isScript(found.node) || STARTS_ITS_ARGUMENTS.test(nameOf(program)))
    const commandLine = SHELL.test(nameOf(program)) ? shellCommand(words) : undefined
    for (const word of commandLine === undefined ? words : [commandLine]) {
      const path = joinPath(config.workingDir || '/', word)
      const isFile = word !== '' && tree.resolve(path)?.type === 'file'
      const isProgram = startsWords || commandLine !== undefined
      add('argument', word, isFile ? path : isProgram ? findProgram(tree, config, word)?.path : undefined)
    }
  }
  addCommand('entrypoint', [...config.entrypoint, ...config.cmd])
  addCommand('healthcheck', healthcheckCommand(config))
  return starts
}

/** As Docker runs it (`HEALTHCHECK` in docs.docker.com/reference/dockerfile). */
function healthcheckCommand({ healthcheck, shell }: ExecutionConfig): readonly string[] {
  const [kind, ...words] = healthcheck?.test ?? []
  if (kind === 'CMD') return words
  return kind === 'CMD-SHELL' ? [...(shell ?? ['/bin/sh', '-c']), ...words] : []
}

/** The program in `-c 'exec node server.js'`; undefined without `-c`. */
function shellCommand(words: readonly string[]): string | undefined {
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word))
  if (option === -1) return undefined
  return /^\s*(?:exec\s+)?([^\s;&|<>$`"'()]+)/.exec(words[option + 1] ?? '')?.[1] ?? ''
}
