import { messageOf } from '../../errors.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { nameMatcher } from '../../listing/glob.ts'
import type { Budget, Rule } from '../budget.ts'
import { factOffender } from '../offenders.ts'
import { plainFinding } from './finding.ts'
import { inventoryOf } from './inventory-of.ts'

/** Something that an image has one of. */
interface Trait {
  /** `Base`: what keys of budgets end in, and flags, in lower case. */
  readonly name: 'Base' | 'Libc'
  /** `deniedBases` */
  readonly plural: 'Bases' | 'Libc'
  readonly noun: string
  readonly examples: string
  /** Every name that it goes by, the one to show first. */
  readonly namesOf: (inventory: ImageInventory) => readonly string[]
  /** How it is known, in short clauses. */
  readonly evidenceOf: (inventory: ImageInventory) => readonly string[]
  /** All names there are; null where there may be any. */
  readonly known: readonly string[] | null
}

const BASE: Trait = {
  name: 'Base',
  plural: 'Bases',
  noun: 'base',
  examples: 'alpine, debian-slim, distroless-*',
  namesOf: ({ base: { family, variant, tags } }) => {
    const versions = [variant ?? [], tags].flat().map((edition) => `${family}-${edition}`)
    return variant === null ? [family, ...versions] : [...versions, family]
  },
  evidenceOf: ({ base }) => base.evidence,
  known: null,
}

const LIBC: Trait = {
  name: 'Libc',
  plural: 'Libc',
  noun: 'C library',
  examples: 'musl, glibc, none',
  namesOf: ({ libc }) => [libc.family],
  evidenceOf: ({ libc: { version, loader } }) =>
    loader === null ? [] : [`${loader}${version === null ? '' : `, version ${version}`}`],
  known: ['musl', 'glibc', 'uclibc', 'bionic', 'none'],
}

/** What an image may stand on: its base and its C library. */
export const BASE_AND_LIBC_BUDGETS: readonly Budget[] = [BASE, LIBC].flatMap((trait) => [denied(trait), allowed(trait)])

function denied(trait: Trait): Budget {
  return {
    ...common(trait),
    key: `denied${trait.plural}`,
    title: `Denied ${trait.noun}`,
    description: `What the ${trait.noun} must not be, as globs: ${trait.examples}.`,
    shape: 'patterns',
    flag: `deny-${trait.name.toLowerCase()}`,
    judge({ subject }, image) {
      const inventory = inventoryOf(image)
      const names = trait.namesOf(inventory)
      const holds = !names.some(nameMatcher([subject ?? '']))
      const message = `The ${trait.noun} is ${names[0]}${holds ? '' : `, which ${subject} denies`}.`
      return plainFinding(holds, message, holds ? [] : trait.evidenceOf(inventory).map(factOffender))
    },
  }
}

function allowed(trait: Trait): Budget {
  return {
    ...common(trait),
    key: `allowed${trait.plural}`,
    title: `Allowed ${trait.noun}`,
    description: `What the ${trait.noun} may be and nothing else, as globs: ${trait.examples}.`,
    shape: 'names',
    flag: `allow-${trait.name.toLowerCase()}`,
    judge({ names: allowedNames }, image) {
      const inventory = inventoryOf(image)
      const names = trait.namesOf(inventory)
      const holds = names.some(nameMatcher(allowedNames))
      const message = `The ${trait.noun} is ${names[0]}${holds ? '' : `, and not one of ${allowedNames.join(', ')}`}.`
      return plainFinding(holds, message, holds ? [] : trait.evidenceOf(inventory).map(factOffender))
    },
  }
}

function common({ noun, known }: Trait) {
  return {
    unit: null,
    worse: 'more',
    needs: 'layers',
    refuse({ subject, names }: Rule) {
      const globs = subject === null ? names : [subject]
      if (globs.length === 0) return `a list without a ${noun} allows none`
      for (const glob of globs) {
        try {
          const matches = nameMatcher([glob])
          if (known !== null && !known.some(matches)) return `"${glob}" is no ${noun}; write one of ${known.join(', ')}`
        } catch (error) {
          return messageOf(error).replace(/\.$/, '')
        }
      }
      return undefined
    },
  } as const
}
