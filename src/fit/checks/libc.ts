import type { Loader } from '../../catalogers/elf/loader.ts'
import type { Need } from '../../report/fit-document.ts'
import { builtFor, isPartOfGlibc, libcText } from '../c-library.ts'
import { fromApp } from '../laid-node.ts'
import type { Loading } from '../loadings.ts'
import type { Trial } from '../trial.ts'
import type { Check, Finding } from './check.ts'

const LIBC = 'libc.so.6'

/** Whether all that is loaded into a program is for the same C library, and that of one build. */
export function libcCheck(need: Need): Check {
  return {
    name: 'libc',
    need,

    examine(trial) {
      const findings = trial
        .loadings(need)
        .flatMap((loading) => [
          ...foreignLibraries(loading, trial),
          ...mixedBuilds(loading, trial),
          ...emulation(loading),
        ])
      return [...new Map(findings.map((finding) => [finding.says, finding])).values()]
    },
  }
}

/** Libraries that were found, but were built for another C library: of the same name as those that are needed. */
function foreignLibraries({ program, loader, result }: Loading, { app, tree }: Trial): Finding[] {
  if (isEmulated(loader)) return []
  const { kind } = loader
  return result.links.flatMap(({ object, needs, found }): Finding[] => {
    const family = builtFor(found.binary)
    if (family === null || family === kind || found.node === loader.object?.node) return []
    const says = `${object.node.path} needs ${needs} for ${kind}, and ${found.node.path} is for ${family}.`
    const from = app.donor.libraryFor(program, object, needs)
    const own = from === undefined ? undefined : app.donor.objectAt(from)
    if (
      from === undefined ||
      own === undefined ||
      builtFor(own.binary) === family ||
      tree.resolve(from) !== undefined
    ) {
      return [{ outcome: 'impossible', says }]
    }
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [from] } }]
  })
}

/**
 * glibc's parts know each other's insides. Its loader and its libc.so.6 do not work with those of another build; of other parts
 * only trying tells.
 */
function mixedBuilds({ program, loader, result }: Loading, { app, base }: Trial): Finding[] {
  if (loader.kind !== 'glibc' || loader.object === undefined) return []
  const [own, theirs] = [libcText(app.image.libc), libcText(base.libc)]
  if (own === theirs && app.image.libc.version !== null) return []
  const isOfApp = fromApp(loader.object.node)
  return result.objects
    .filter(({ node, binary }) => isPartOfGlibc(binary) && fromApp(node) !== isOfApp)
    .map(({ node, binary }): Finding => {
      const [one, other] = isOfApp ? [own, theirs] : [theirs, own]
      const says = `${program.node.path} would be loaded by ${one} with ${node.path} of ${other}`
      return binary.soname === LIBC
        ? { outcome: 'impossible', says: `${says}, which do not go together.` }
        : { outcome: 'unknown', says: `${says}: whether that works only trying tells.` }
    })
}

function emulation({ program, loader }: Loading): Finding[] {
  if (!isEmulated(loader)) return []
  const says = `${program.node.path} is for glibc and would run on musl through gcompat, which has a part of glibc only.`
  return [{ outcome: 'unknown', says }]
}

/** gcompat's loader has glibc's name. */
function isEmulated({ kind, path }: Loader): boolean {
  return kind === 'musl' && !path.includes('ld-musl-')
}
