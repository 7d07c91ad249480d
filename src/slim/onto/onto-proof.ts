import { isLanguageType } from '../../catalogers/packages/package.ts'
import { shebangReader } from '../../catalogers/shebang.ts'
import { appOfFiles } from '../../fit/app.ts'
import { fitBase } from '../../fit/fit-base.ts'
import { Trial } from '../../fit/trial.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { displayPath } from '../../rootfs/path.ts'
import { startsOf } from '../../why/starts.ts'
import { changedPrograms } from '../proof/changed-programs.ts'
import { packageFailures } from '../proof/other-packages.ts'
import { pathFailures } from '../proof/other-paths.ts'
import { type ProofOf, provedBy } from '../proof/proof.ts'
import { laidPaths } from './laid-paths.ts'
import type { OntoPlan } from './onto-plan.ts'

type Check = ProofOf<OntoPlan>

/** Every path of the base is as it was, unless something of the app stands there; what was to come along has; nothing else is there. */
const otherPaths: Check = (plan, { tree }) => {
  const written = new Set(plan.files.keys())
  const nodes = laidPaths(plan).filter(({ path }) => !written.has(path))
  const isStripped = (node: (typeof nodes)[number]): boolean =>
    node.original !== null && plan.slim.stripped.has(node.original)
  return pathFailures(nodes, written, isStripped, tree)
}

/** What comes along finds the libraries and loaders that it found before, and the base's programs theirs. */
const lostNeeds: Check = function* ({ slim: { image }, base, tree }, { binaries }) {
  const keyOf = (path: string, needs: string): string => `${path}\0${needs}`
  const before = new Set(image.binaries.unresolved.map(({ path, needs }) => keyOf(path, needs)))
  const onBase = new Set(base.binaries.unresolved.map(({ path, needs }) => keyOf(path, needs)))
  for (const { path, needs } of binaries.unresolved) {
    const laid = tree.resolve(path)
    const isOld = laid?.fromApp
      ? before.has(keyOf(displayPath(laid.original?.path ?? ''), needs)) || before.has(keyOf(path, needs))
      : onBase.has(keyOf(path, needs))
    if (!isOld) yield `${path} needs ${needs}, which it found before.`
  }
}

/** What the image's own commands name is found, wherever that is on the base. */
const lostStarts: Check = function* ({ slim: { image } }, result) {
  const scripts = image.factsOf(shebangReader)
  const saidIn = ({ tree, config, factsOf }: ImageInventory): Set<string> => {
    const own = factsOf(shebangReader)
    return new Set(startsOf(tree, config.config, (node) => own.fact(node) !== undefined).map(({ says }) => says))
  }
  const now = saidIn(result)
  for (const { says } of startsOf(image.tree, image.config.config, (node) => scripts.fact(node) !== undefined)) {
    if (!now.has(says)) yield `The image's command no longer finds “${displayPath(says)}”.`
  }
}

/** Scanners see the packages of the base, those that were added, and no others. */
const otherPackages: Check = ({ slim, base, tree }, result) => {
  const isThere = (path: string): boolean => tree.resolve(path)?.fromApp !== true
  const ofBase = base.packages.filter(({ type, database }) => !isLanguageType(type) || isThere(database))
  return packageFailures([...ofBase, ...slim.packages], result.packages)
}

/** What was written fits the base, and lacks nothing there any more. */
const otherFit: Check = function* ({ base }, result) {
  const files = Array.from(result.tree.nodes()).filter(({ layer }) => layer >= base.layers.length)
  const own = { toldBy: 'user', layers: [...result.layers.keys()].slice(base.layers.length), evidence: '' } as const
  const trial = new Trial(appOfFiles(result, own, files), base)
  const { verdict, reasons } = fitBase(trial)
  if (verdict === 'does-not-fit') yield* reasons
  for (const added of trial.added) {
    const path = added.kind === 'line' ? added.path : added.node.path
    yield `${displayPath(path)} is missing, by what fit says of the result (${added.check}).`
  }
}

/** What was stripped loads as it did before, wherever it has come to stand. */
const changed: Check = (plan, result, outcomes) => {
  // of several names the first has the contents
  const names = new Map(
    laidPaths(plan)
      .toReversed()
      .map(({ original, path }) => [original, path]),
  )
  return changedPrograms(plan.slim, result, outcomes, (node) => names.get(node) ?? node.path)
}

/** What is wrong with an image that was put onto another base, as it was written; nothing where it is as it should be. */
export const ontoFailures = provedBy<OntoPlan>([otherPaths, changed, lostNeeds, lostStarts, otherPackages, otherFit])
