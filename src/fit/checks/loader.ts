import { abiOf } from '../../catalogers/elf/elf-object.ts'
import type { Need } from '../../report/fit-document.ts'
import { builtFor, libcText } from '../c-library.ts'
import type { Check, Finding } from './check.ts'

/** Whether the loader is there that the kernel starts in the place of a dynamic program. */
export function loaderCheck(need: Need): Check {
  return {
    name: 'loader',
    need,

    examine(trial) {
      const { app, base } = trial
      const findings = new Map<string, Finding>()
      for (const { program, loader } of trial.loadings(need)) {
        const { path, object } = loader
        if (findings.has(path)) continue
        const libc = builtFor(program.binary) ?? loader.kind
        const says = `${program.node.path} needs the loader ${path} of ${libc}`
        if (object === undefined) {
          const has = `and the base has ${libcText(base.libc)}`
          findings.set(
            path,
            app.donor.objectAt(path) === undefined
              ? { outcome: 'impossible', says: `${says}, which its own image does not have either; ${has}.` }
              : { outcome: 'add', says: `${says}, ${has}.`, remedy: { kind: 'bring', paths: [path] } },
          )
        } else if (abiOf(object.binary) !== abiOf(program.binary)) {
          findings.set(path, { outcome: 'impossible', says: `${says}, and the one there is for another machine.` })
        }
      }
      return [...findings.values()]
    },
  }
}
