import type { Need } from '../../report/fit-document.ts'
import { fromApp } from '../laid-node.ts'
import type { MissingProgram } from '../processes.ts'
import type { Check, Finding } from './check.ts'

/** Whether the programs that are started are there: those that the command names, and the interpreters of scripts. */
export function programsCheck(need: Need): Check {
  return {
    name: 'programs',
    need,

    examine({ app, processes }) {
      const wanted = processes.missing.filter(({ onlyForHealth }) => onlyForHealth === (need === 'later'))
      const findings = wanted.map((missing): Finding => {
        const says = sentence(missing)
        const { path } = missing
        const node = path === null ? undefined : app.donor.at(path)
        if (path === null || node === undefined)
          return { outcome: 'impossible', says: `${says} Its own image has none.` }
        const paths = [path, ...app.donor.companionsOf(node)]
        return { outcome: 'add', says, remedy: { kind: 'bring', paths } }
      })
      return need === 'later' ? findings : [...findings, ...whatIsNotKnown()]

      function whatIsNotKnown(): Finding[] {
        return [
          ...processes.running.flatMap(({ program: { node } }): Finding[] => {
            const own = app.image.tree.resolve(node.path)
            if (fromApp(node) || own === undefined || own.sha256 === node.sha256) return []
            return [
              { outcome: 'unknown', says: `${node.path} is the base's own, and another one than in the app's image.` },
            ]
          }),
          ...processes.unreadable.map((path): Finding => {
            return {
              outcome: 'unknown',
              says: `${path} is started, and is neither ELF nor a script that names its interpreter.`,
            }
          }),
          ...processes.scripts.map((path): Finding => {
            return {
              outcome: 'unknown',
              says: `Which programs the script ${path} starts is not known; name them with --also.`,
            }
          }),
        ]
      }
    },
  }
}

function sentence({ says, script, onlyForHealth }: MissingProgram): string {
  if (script !== null) return `The script ${script} needs ${says}, which the base does not have.`
  return `${onlyForHealth ? 'The health check' : 'The command'} starts ${says}, which the base does not have.`
}
