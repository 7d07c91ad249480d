import { contentBytes } from '../../fit/content-bytes.ts'
import type { LaidNode } from '../../fit/laid-node.ts'
import { displayable } from '../../inspect/displayable.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { GivenByBase, SlimDocument, SlimOnto, SlimOntoPackage, SlimShare } from '../../report/slim-document.ts'
import { nameOf } from '../../rootfs/path.ts'
import { type SlimOutcome, slimDocument } from '../slim-document.ts'
import { dependencyTest } from '../write/dependency-test.ts'
import { laidPaths } from './laid-paths.ts'
import type { OntoPlan } from './onto-plan.ts'

/** As many paths say enough. */
const MOST_PATHS = 100

/** What becomes of an image on another base. Pure. */
export function ontoDocument(plan: OntoPlan, outcome: SlimOutcome): SlimDocument {
  const { slim, base } = plan
  const document = slimDocument(slim, outcome)
  const named = new Set(base.packages.map(({ type, name }) => `${type}\0${name}`))
  return {
    ...document,
    after: outcome.slimmed === null ? sizeBefore(plan) : document.after,
    onto: displayable(ontoOf(plan)),
    // what the base has in another version has not gone
    droppedPackages: document.droppedPackages.filter(({ type, name }) => !named.has(`${type}\0${name}`)),
    warnings: [...document.warnings, ...base.warnings.map((warning) => `${base.reference}: ${warning}`)],
  }
}

/** How large the result will be, without what is written besides. */
function sizeBefore(plan: OntoPlan): SlimDocument['after'] {
  const nodes = laidPaths(plan)
  const { base, slim } = plan
  return {
    compressedBytes: null,
    contentBytes: contentBytes(nodes),
    files: nodes.filter(({ type }) => type === 'file').length,
    packages: base.packages.length + slim.packages.length,
  }
}

function ontoOf(plan: OntoPlan): SlimOnto {
  const { slim, base, fit, accounts } = plan
  const isDependency = dependencyTest(slim)
  const laid = laidPaths(plan).filter(({ fromApp, children }) => fromApp && children === null)
  const isOfSystem = ({ original }: LaidNode): boolean => original !== null && isDependency(original)
  return {
    reference: base.reference,
    digest: base.descriptor?.digest ?? null,
    platform: base.config.platform,
    base: { family: base.base.family, variant: base.base.variant },
    libc: base.libc,
    verdict: fit.verdict,
    reasons: fit.reasons,
    size: {
      compressedBytes: base.layers.reduce((sum, { inventory }) => sum + inventory.compressedBytes, 0),
      contentBytes: contentBytes(base.tree.nodes()),
      files: Array.from(base.tree.nodes()).filter(({ type }) => type === 'file').length,
      packages: base.packages.length,
    },
    app: shareOf(laid.filter((node) => !isOfSystem(node))),
    dependencies: shareOf(laid.filter(isOfSystem)),
    packages: packagesOf(plan, laid),
    given: givenOf(plan),
    replaced: laid
      .filter(({ path }) => base.tree.get(path) !== undefined)
      .map(({ path }) => path)
      .slice(0, MOST_PATHS),
    accounts,
  }
}

function shareOf(nodes: readonly LaidNode[]): SlimShare {
  return { files: nodes.filter(({ type }) => type === 'file').length, bytes: contentBytes(nodes) }
}

/** The packages that were added, with what of each came along, the largest first. */
function packagesOf({ slim }: OntoPlan, laid: readonly LaidNode[]): SlimOntoPackage[] {
  const { owners } = slim.image
  const nodes = new Map<InstalledPackage, LaidNode[]>()
  for (const node of laid) {
    const owner = node.original === null ? undefined : owners.get(node.original)
    if (owner == null) continue
    const known = nodes.get(owner)
    if (known === undefined) nodes.set(owner, [node])
    else known.push(node)
  }
  return slim.packages
    .map((found) => {
      const { type, name, version } = found
      return { type, name, version, ...shareOf(nodes.get(found) ?? []) }
    })
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
}

/** What the app needs and the base has; where that is at the same path and another content, the base's stands. */
function givenOf({ slim, base }: OntoPlan): GivenByBase {
  const given = [...slim.decisions].filter(
    ([{ type }, { keep, reason }]) => !keep && reason.kind === 'base' && type === 'file',
  )
  const other = given.filter(([{ path, sha256 }]) => {
    const by = base.tree.resolve(path)
    return by?.type === 'file' && nameOf(by.path) === nameOf(path) && by.sha256 !== sha256
  })
  return {
    files: given.length,
    bytes: contentBytes(given.map(([node]) => node)),
    other: other.length,
    otherPaths: other.map(([{ path }]) => path).slice(0, MOST_PATHS),
  }
}
