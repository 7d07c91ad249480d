import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { pathMatcher } from '../../listing/glob.ts'
import type { Offender } from '../../report/gate-document.ts'
import { formatCount } from '../../report/quantity.ts'
import type { Budget } from '../budget.ts'
import { factOffender, pathOffender } from '../offenders.ts'
import { plainFinding } from './finding.ts'
import { inventoryOf } from './inventory-of.ts'
import { numberBudget } from './number-budget.ts'
import { refusePath } from './path-pattern.ts'

/** Files with the setuid or setgid bit: how many there may be. */
export const setuidFiles = numberBudget({
  key: 'setuidFiles',
  title: 'Setuid files',
  noun: 'setuid or setgid file',
  description: 'How many files have the setuid or setgid bit.',
  unit: 'count',
  flag: 'max-setuid-files',
  offenders: (image) => {
    const inventory = inventoryOf(image)
    return programs(inventory, inventory.posture.setuid)
  },
})

/** Files with the setuid or setgid bit: which there may be. */
export const allowedSetuid: Budget = {
  key: 'allowedSetuid',
  title: 'Allowed setuid files',
  description: 'The only files that may have the setuid or setgid bit, as globs: [/usr/bin/su].',
  shape: 'names',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'allow-setuid',
  refuse: ({ names }) =>
    names.length === 0
      ? 'a list without a path allows none; write setuidFiles: 0'
      : names.map((subject) => refusePath({ subject, number: {}, names: [] })).find((refusal) => refusal !== undefined),
  judge({ names }, image) {
    const inventory = inventoryOf(image)
    const isAllowed = pathMatcher(names)
    const others = inventory.posture.setuid.filter((path) => !isAllowed(path))
    if (others.length === 0) return plainFinding(true, 'No other file has the setuid or setgid bit.')
    const message = `${formatCount(others.length, 'file')} beside the allowed ones ${others.length === 1 ? 'has' : 'have'} the setuid or setgid bit.`
    return plainFinding(false, message, programs(inventory, others))
  },
}

/** No shell. */
export const shells = deniedPrograms({
  key: 'shells',
  title: 'Shells',
  description: 'That there is no shell.',
  flag: 'deny-shells',
  noun: 'shell',
  paths: ({ posture }) => posture.shells,
})

/** No manager of an operating system's packages. */
export const packageManagers = deniedPrograms({
  key: 'packageManagers',
  title: 'Package managers',
  description: "That there is no manager of an operating system's packages.",
  flag: 'deny-package-managers',
  noun: 'package manager',
  paths: ({ posture }) => posture.packageManagers,
})

/** Not to run as root. */
export const rootUser: Budget = {
  key: 'rootUser',
  title: 'Root user',
  description: 'That containers do not run as root.',
  shape: 'switch',
  word: 'denied',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'deny-root',
  judge(_rule, image) {
    const { user, runsAsRoot } = inventoryOf(image).posture
    if (!runsAsRoot) return plainFinding(true, `Containers run as ${user}.`)
    const cause = user === '' ? 'the config names no user' : `the config's user is ${user}`
    return plainFinding(false, `Containers run as root: ${cause}.`, [factOffender(cause)])
  },
}

/** To be able to trust servers. */
export const caCertificates: Budget = {
  key: 'caCertificates',
  title: 'CA certificates',
  description: 'That there is a bundle of CA certificates where programs look for it.',
  shape: 'switch',
  word: 'required',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'require-ca-certificates',
  judge(_rule, image) {
    const path = inventoryOf(image).posture.caCertificates
    return path === null
      ? plainFinding(false, 'There is no bundle of CA certificates where programs look for it.')
      : plainFinding(true, `The CA certificates are in ${path}.`)
  },
}

interface DeniedPrograms extends Pick<Budget, 'key' | 'title' | 'description' | 'flag'> {
  readonly noun: string
  readonly paths: (inventory: ImageInventory) => readonly string[]
}

function deniedPrograms({ noun, paths, ...budget }: DeniedPrograms): Budget {
  return {
    ...budget,
    shape: 'switch',
    word: 'denied',
    unit: null,
    worse: 'more',
    needs: 'layers',
    judge(_rule, image) {
      const inventory = inventoryOf(image)
      const found = paths(inventory)
      if (found.length === 0) return plainFinding(true, `There is no ${noun}.`)
      const what =
        found.length === 1 ? `There is a ${noun}: ${found[0]}` : `There are ${formatCount(found.length, noun)}`
      return plainFinding(false, `${what}.`, programs(inventory, found))
    },
  }
}

function programs(inventory: ImageInventory, paths: readonly string[]): Offender[] {
  return paths.flatMap((path) => {
    const node = inventory.tree.get(path)
    return node === undefined ? [] : pathOffender(inventory, node)
  })
}
