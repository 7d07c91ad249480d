import { programOfEnv } from '../../catalogers/shebang.ts'
import { joinPath } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'

/** The interpreter that the kernel starts in a script's place, and what `env` looks for on its behalf. */
export const shebangs: Follower = {
  name: 'interpreter',
  of: 'runs',

  *leads({ node }, image) {
    const shebang = node.type === 'file' ? image.scripts.fact(node) : undefined
    if (shebang === undefined) return
    const says = `${node.path} begins with #!${shebang.interpreter}`
    const path = joinPath(image.config.workingDir || '/', shebang.interpreter)
    yield { path, kind: 'interpreter', says, runs: true }
    const name = programOfEnv(shebang)
    const program = name === undefined ? undefined : image.programAt(name)
    if (program !== undefined) yield { path: program, kind: 'interpreter', says: `${says} ${name}`, runs: true }
  },
}
