import type { Need } from '../../report/fit-document.ts'
import { joinPath } from '../../rootfs/path.ts'
import { selfAndBelow } from '../../rootfs/self-and-below.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { type Runtime, runtimeOf } from '../runtimes.ts'
import type { Trial } from '../trial.ts'
import type { Check, Finding } from './check.ts'

/** Whether the runtimes of languages have the files there that they do not start without. */
export function runtimeFilesCheck(need: Need): Check {
  return {
    name: 'runtimeFiles',
    need,

    examine(trial) {
      const running = trial.processes.running.filter(({ onlyForHealth }) => onlyForHealth === (need === 'later'))
      return running.flatMap(({ program: { node } }): Finding[] => {
        const runtime = runtimeOf(node, trial.config)
        if (runtime === undefined) return []
        return [...missingFiles(node, runtime, trial), ...modulesLeftBehind(node, runtime, trial)]
      })
    },
  }
}

function missingFiles({ path }: TreeNode, { what, files, homeIn }: Runtime, { app, tree }: Trial): Finding[] {
  if (homeIn(tree) !== undefined) return []
  const says = `${path} does not start without its ${what}, which the base does not have.`
  const home = homeIn(app.image.tree)
  if (home === undefined) return [{ outcome: 'unknown', says: `Where ${path} has its ${what} is not known.` }]
  const paths = files.flatMap((file) => filesBelow(app.donor.at(joinPath(home, file))))
  return [{ outcome: 'add', says, remedy: { kind: 'bring', paths } }]
}

/** What packages of the app's image have for the runtime, and its own layers do not: whether the app uses it, it alone knows. */
function modulesLeftBehind({ path }: TreeNode, { modules, homeIn }: Runtime, { app, tree }: Trial): Finding[] {
  const home = homeIn(app.image.tree)
  if (home === undefined) return []
  const left = modules
    .map((directory) => joinPath(home, directory))
    .filter((directory) => filesBelow(app.donor.at(directory)).some((file) => tree.resolve(file) === undefined))
  return left.map((directory) => ({
    outcome: 'unknown',
    says: `Whether ${path} imports what the app's image has in ${directory} is not known; name what it needs with --also.`,
  }))
}

/** All that is no directory. */
function filesBelow(node: TreeNode | undefined): string[] {
  const nodes = node === undefined ? [] : selfAndBelow(node)
  return nodes.filter(({ children }) => children === null).map(({ path }) => path)
}
