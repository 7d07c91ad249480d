import type { ExecutionConfig } from '../../oci/config.ts'
import { nameOf } from '../../rootfs/path.ts'
import { startsOf } from '../../why/starts.ts'
import { wordLeads } from '../followers/script-words.ts'
import type { Root } from '../root.ts'

/** What a container starts, and what its health check does, with the programs that their command lines name. */
export const starts: Root = {
  name: 'starts',

  *leads(image) {
    const { tree, config, scripts } = image
    for (const { kind, says, path, of } of startsOf(tree, config, (node) => scripts.fact(node) !== undefined)) {
      const named = kind === 'argument' ? 'is an argument of the' : 'is the program of the'
      const command = of === 'healthcheck' ? 'health check' : 'command'
      yield { path, kind, says: `${named} ${command} (${says})`, because: null, runs: true }
    }
    for (const text of shellTexts(config)) yield* wordLeads(text, null, 'argument', image)
  },
}

/** What shells are given to run. */
function shellTexts({ entrypoint, cmd, healthcheck }: ExecutionConfig): string[] {
  const [kind = '', ...words] = healthcheck?.test ?? []
  const ofHealthcheck = kind === 'CMD-SHELL' ? words.slice(0, 1) : commandLineOf(words)
  return [...commandLineOf([...entrypoint, ...cmd]), ...ofHealthcheck]
}

/** What stands behind a shell's `-c`. */
function commandLineOf([program = '', ...words]: readonly string[]): string[] {
  if (!/^(?:sh|ash|bash|dash)$/.test(nameOf(program))) return []
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word))
  return option === -1 ? [] : words.slice(option + 1, option + 2)
}
