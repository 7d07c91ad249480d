import { UsageError } from '../../errors.ts'
import { appOfFiles } from '../../fit/app.ts'
import { fitBase, type TriedBase } from '../../fit/fit-base.ts'
import type { LaidTree } from '../../fit/laid-tree.ts'
import { Trial } from '../../fit/trial.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { formatPlatform, normalizePlatform, UNKNOWN } from '../../oci/platform.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Closure } from '../closure.ts'
import type { Decision } from '../keep-reason.ts'
import { withMetadata } from '../metadata/with-metadata.ts'
import { planSlim } from '../plan-slim.ts'
import { appFiles } from '../roots/own-files.ts'
import type { SlimImage } from '../slim-image.ts'
import type { SlimOptions } from '../slim-options.ts'
import { addedAccounts } from './accounts.ts'
import { onBase, packagesToAdd } from './databases.ts'
import { placeOf } from './laid-paths.ts'
import type { OntoPlan } from './onto-plan.ts'
import { swapDoubts } from './swap-doubts.ts'

/**
 * Says what becomes of an image that is put onto another base. What is kept is what slimming keeps, less what the base gives; `fit`
 * is asked whether that starts there, and what it misses comes along. Both images must have been read with `SLIM_FACTS`. Pure.
 * @throws {UsageError} in mode `policy`, which keeps what is the base's; the same as `planSlim`
 */
export function planOnto(source: ImageInventory, base: ImageInventory, options: SlimOptions): OntoPlan {
  if (options.mode === 'policy') {
    throw new UsageError('Mode policy keeps nearly all of the old base; with --onto, use packages or files.')
  }
  let settled: { readonly trial: Trial; readonly fit: TriedBase } | undefined
  const kept = planSlim(source, options, {
    base,
    settle(decisions, closure, image) {
      settled = settle(decisions, closure, image, base)
    },
  })
  const { trial, fit } = settled!
  const { tree } = trial
  const isTaken = (path: string): boolean => base.tree.resolve(path) !== undefined
  const stated = packagesToAdd(kept.packages, base)
  const slim = withMetadata({ ...kept, packages: stated.packages }, isTaken)
  const laid = new Set(Array.from(tree.nodes(), ({ original }) => original))
  for (const [node, { keep }] of slim.decisions) if (keep && !laid.has(node)) tree.lay(node)

  const accounts = addedAccounts(source, base)
  const files = new Map(accounts.files)
  for (const [path, file] of slim.rewritten) files.set(placeOf(path, tree), onBase(path, file, base))
  const doubts = [...slim.doubts, ...stated.doubts, ...accounts.doubts, ...swapDoubts({ slim, base, fit })]
  return { slim: { ...slim, doubts }, base, fit, tree, files, accounts: accounts.lines }
}

/** Tries what is kept on the base, and brings what is missing there. */
function settle(
  decisions: Map<TreeNode, Decision>,
  closure: Closure,
  image: SlimImage,
  base: ImageInventory,
): { readonly trial: Trial; readonly fit: TriedBase } {
  const source = image.inventory
  const files = Array.from(source.tree.nodes()).filter((node) => decisions.get(node)?.keep)
  const trial = new Trial(appOfFiles(source, image.own, files), base)
  leaveDirectories(files, trial.tree, decisions)
  dressOwnDirectories(trial.tree, image)
  const fit = fitBase(trial)
  for (const added of trial.added) {
    if (added.kind === 'node')
      keep(added.node.original, { kind: 'fit', says: `fit asks for it (${added.check})` }, decisions)
  }
  // What is a symlink to a directory in the source may be a directory on the base: its files have to be found under both names.
  for (const path of closure.requests) {
    if (trial.tree.resolve(path) !== undefined) continue
    for (const { original } of trial.tree.bring(path) ?? []) {
      keep(original, { kind: 'symlink', says: `is asked for as ${path}` }, decisions)
    }
  }
  const reason = platformReason(source, base)
  if (reason === null) return { trial, fit }
  return { trial, fit: { ...fit, verdict: 'does-not-fit', reasons: [reason, ...fit.reasons] } }
}

/** A directory of the base stays where the image has a symlink, a device or the like; of a file that is in its way `fit` tells. */
function leaveDirectories(files: readonly TreeNode[], tree: LaidTree, decisions: Map<TreeNode, Decision>): void {
  const laid = new Set(Array.from(tree.nodes(), ({ original }) => original))
  for (const node of files) {
    if (laid.has(node) || node.type === 'file' || node.type === 'directory') continue
    decisions.set(node, { keep: false, reason: { kind: 'base', says: 'the base has a directory there' } })
  }
}

/** A directory that the app made is as the app made it, also where the base has one there. */
function dressOwnDirectories(tree: LaidTree, image: SlimImage): void {
  for (const node of appFiles(image)) {
    const laid = node.type === 'directory' ? tree.resolve(node.path) : undefined
    if (laid?.type !== 'directory' || laid.fromApp || laid.parent === null) continue
    const isSame = laid.mode === node.mode && laid.uid === node.uid && laid.gid === node.gid
    if (!isSame) laid.takeAttributes(node)
  }
}

function keep(
  node: TreeNode | null,
  reason: { readonly kind: string; readonly says: string },
  decisions: Map<TreeNode, Decision>,
): void {
  for (let at = node; at?.parent; at = at.parent) {
    if (decisions.get(at)?.keep) continue
    const { kind, says } = at === node ? reason : { kind: 'directory', says: `holds ${node!.path}` }
    decisions.set(at, { keep: true, reason: { kind, says, because: at === node ? null : node } })
  }
}

/** Layers of two platforms make an image of none. */
function platformReason(source: ImageInventory, base: ImageInventory): string | null {
  const [own, theirs] = [normalizePlatform(source.config.platform), normalizePlatform(base.config.platform)]
  const differs = (['os', 'architecture'] as const).some(
    (key) => own[key] !== theirs[key] && own[key] !== UNKNOWN && theirs[key] !== UNKNOWN,
  )
  if (!differs || base.layers.length === 0) return null
  return `The image is for ${formatPlatform(own)}, and the base for ${formatPlatform(theirs)}.`
}
