import { UnavailableError } from '../../errors.ts'
import { nameMatcher } from '../../listing/glob.ts'
import type { Root } from '../root.ts'

/** What `--keep-package` names, whole. */
export const wantedPackages: Root = {
  name: 'keep-package',

  *leads({ inventory: { packages, reference }, options, packageFiles }) {
    for (const glob of options.keepPackages ?? []) {
      const matches = nameMatcher([glob])
      const found = packages.filter(({ name }) => matches(name))
      if (found.length === 0) {
        throw new UnavailableError(`${reference} has no package that --keep-package ${glob} names.`)
      }
      for (const each of found) {
        const says = `belongs to ${each.name}, which --keep-package names`
        for (const { path } of packageFiles.filesOf(each)) {
          yield { path, kind: 'keep-package', says, because: null, part: true, runs: true }
        }
      }
    }
  },
}
