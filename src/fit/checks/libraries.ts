import type { ElfObject } from '../../catalogers/elf/elf-object.ts'
import type { LoadedObject } from '../../catalogers/elf/library-search.ts'
import type { Loader } from '../../catalogers/elf/loader.ts'
import type { Need } from '../../report/fit-document.ts'
import { joinPath, nameOf } from '../../rootfs/path.ts'
import type { Trial } from '../trial.ts'
import type { Check, Finding } from './check.ts'

/** Whether every library is found where the loader looks. */
export function librariesCheck(need: Need): Check {
  return {
    name: 'libraries',
    need,

    examine(trial) {
      const findings = new Map<string, Finding>()
      for (const { program, loader, missing } of trial.loadings(need)) {
        // a loader that nobody has is reason enough
        if (loader.object === undefined && trial.app.donor.objectAt(loader.path) === undefined) continue
        for (const { object, needs } of missing) {
          if (!findings.has(needs)) findings.set(needs, lackingLibrary(trial, program, loader, object, needs))
        }
      }
      return [...findings.values()]
    },
  }
}

/** What can be done about a library that a loader does not find. @throws {SearchLimitError} */
function lackingLibrary(
  trial: Trial,
  program: ElfObject,
  loader: Loader,
  requester: LoadedObject,
  needs: string,
): Finding {
  const says = `${requester.node.path} needs ${needs}`
  const from = trial.app.donor.libraryFor(program, requester, needs)
  if (from === undefined) {
    return { outcome: 'impossible', says: `${says}, which neither the base nor the app's image has.` }
  }
  const sentence = `${says}, which the base does not have.`
  if (trial.tree.resolve(from) === undefined) {
    return { outcome: 'add', says: sentence, remedy: { kind: 'bring', paths: [from] } }
  }
  // It is where the app's image has it, and this loader does not look there.
  const place = loader.directories
    .filter((directory) => trial.tree.resolve(directory)?.type === 'directory')
    .map((directory) => joinPath(directory, nameOf(needs)))
    .find((path) => trial.tree.resolve(path) === undefined)
  if (place === undefined) {
    return { outcome: 'impossible', says: `${says}; the base's loader does not look where the app's image has it.` }
  }
  return { outcome: 'add', says: sentence, remedy: { kind: 'put', from, path: place } }
}
