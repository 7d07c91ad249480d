import type { ElfObject } from '../../catalogers/elf/elf-object.ts'
import type { Need } from '../../report/fit-document.ts'
import { nameOf } from '../../rootfs/path.ts'
import { isPartOfGlibc, libcText } from '../c-library.ts'
import { fromApp } from '../laid-node.ts'
import type { Loading } from '../loadings.ts'
import type { Trial } from '../trial.ts'
import type { Check, Finding } from './check.ts'

/** A library that does not have all versions of its symbols that another binary needs. */
interface Lack {
  readonly program: ElfObject
  readonly requester: ElfObject
  /** The name under which the library is needed. */
  readonly name: string
  readonly library: ElfObject & { readonly origin?: string }
  readonly versions: readonly string[]
}

/**
 * Whether libraries define every version of their symbols that binaries need of them. glibc's loader refuses to start a program
 * otherwise (`_dl_check_map_versions` in elf/dl-version.c); of a library without any versions it only warns. Other loaders do
 * not look.
 */
export function symbolVersionsCheck(need: Need): Check {
  return {
    name: 'symbolVersions',
    need,

    examine(trial) {
      const findings = new Map<string, Finding>()
      for (const loading of trial.loadings(need)) {
        for (const lack of lacksOf(loading)) {
          const key = `${lack.name} ${lack.versions.join()}`
          if (!findings.has(key)) findings.set(key, findingOf(lack, trial))
        }
      }
      return [...findings.values()]
    },
  }
}

function* lacksOf({ program, loader, result: { names, objects } }: Loading): Generator<Lack> {
  if (loader.kind !== 'glibc') return
  for (const requester of loader.object === undefined ? objects : [...objects, loader.object]) {
    for (const [name, versions] of Object.entries(requester.binary.neededVersions ?? {})) {
      const library = names.get(name)
      const defined = library?.binary.definedVersions
      if (library === undefined || defined === undefined || defined === null) continue
      const lacking = versions.filter((version) => !defined.includes(version))
      if (lacking.length > 0) yield { program, requester, name, library, versions: lacking }
    }
  }
}

function findingOf({ program, requester, name, library, versions }: Lack, { app, base }: Trial): Finding {
  const needs = `${requester.node.path} needs ${versions.join(', ')} of ${name}`
  if (isPartOfGlibc(library.binary)) {
    const whose = fromApp(library.node) ? "the app's own does" : `the base's (${libcText(base.libc)}) does`
    return { outcome: 'impossible', says: `${needs}, which ${whose} not have.` }
  }
  if (fromApp(library.node)) return { outcome: 'impossible', says: `${needs}, which the app's own does not have.` }
  const from = app.donor.libraryFor(program, requester, name)
  const newer = from === undefined ? undefined : app.donor.objectAt(from)
  const defined = newer?.binary.definedVersions ?? []
  const serves = [...(library.binary.definedVersions ?? []), ...versions].every((version) => defined.includes(version))
  if (from === undefined || !serves) {
    return { outcome: 'impossible', says: `${needs}, which ${library.node.path} of the base does not have.` }
  }
  // what has all versions of the older one serves those that the base has it for
  const path = library.origin === undefined ? library.node.path : `${library.origin}/${nameOf(name)}`
  return {
    outcome: 'add',
    says: `${needs}, which ${library.node.path} of the base does not have; the app's image has a newer one.`,
    remedy: { kind: 'put', from, path },
  }
}
