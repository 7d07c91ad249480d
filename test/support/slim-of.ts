import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Image, ImageInventory, TreeNode } from '../../src/index.ts'
import { withImage } from '../../src/index.ts'
import { pathFinder } from '../../src/inventory/owners.ts'
import type { InstalledPackage } from '../../src/inventory/ownership.ts'
import type { Decision } from '../../src/slim/keep-reason.ts'
import { withMetadata } from '../../src/slim/metadata/with-metadata.ts'
import { failuresOf } from '../../src/slim/proof/proof.ts'
import { SLIM_FACTS } from '../../src/slim/slim-facts.ts'
import type { SlimPlan } from '../../src/slim/slim-plan.ts'
import { inPlace } from '../../src/slim/write/assembly.ts'
import { type SlimmedImage, type WriteSlimOptions, writeSlim } from '../../src/slim/write/write-slim.ts'

const KEPT: Decision = { keep: true, reason: { kind: 'test', says: 'the test keeps it', because: null } }
const DROPPED: Decision = { keep: false, reason: { kind: 'test', says: 'the test drops it' } }

/** How a test slims an image: what goes, and what else its plan says. */
export interface TestSlim extends Partial<Pick<SlimPlan, 'mode' | 'appLayers'>> {
  readonly drops?: (node: TreeNode) => boolean
  /** Which files are to be stripped. */
  readonly strips?: (node: TreeNode) => boolean
  /** Which packages stay; those with a file left, or with none to begin with, unless given. */
  readonly keeps?: (found: InstalledPackage) => boolean
  readonly options?: Partial<WriteSlimOptions>
}

/** Nothing of the machine that the test runs on is seen; with a cache, because threads are slow to start. */
const OPTIONS = {
  platform: 'linux/amd64',
  env: { HOME: '/nonexistent', XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'imgpeek-test-cache-')) },
}

afterAll(() => rmSync(OPTIONS.env.XDG_CACHE_HOME, { recursive: true }))

/** A plan that drops what the test wants; directories stay where anything in them does. */
export function planOf(
  image: ImageInventory,
  { drops = () => false, strips = () => false, mode = 'policy', appLayers = [], keeps }: TestSlim,
): SlimPlan {
  const decisions = new Map<TreeNode, Decision>()
  for (const node of image.tree.nodes()) decisions.set(node, drops(node) ? DROPPED : KEPT)
  for (const [node, { keep }] of decisions) {
    for (let above = keep ? node.parent : null; above?.parent; above = above.parent) decisions.set(above, KEPT)
  }
  const stripped = new Map(
    Array.from(image.tree.nodes()).flatMap((node) => (node.type === 'file' && strips(node) ? [[node, 0]] : [])),
  )
  const find = pathFinder(image.tree)
  const isThere = (path: string): boolean => {
    const node = find(path)
    return node?.type === 'file' && decisions.get(node)!.keep
  }
  const hasFiles = ({ files, paths }: InstalledPackage): boolean => files === 0 || paths.some(isThere)
  const packages = image.packages.filter(keeps ?? hasFiles)
  return withMetadata({
    image,
    mode,
    decisions,
    packages,
    rewritten: new Map(),
    stripped,
    appLayers,
    learned: null,
    doubts: [],
  })
}

/** A slimmed image, the plan of it, and what the proof has against it. */
export interface TestSlimmed extends SlimmedImage {
  readonly plan: SlimPlan
  readonly failures: readonly string[]
}

/** Slims an image as a test wants it. */
export function slimOf(source: string, destination: string, slim: TestSlim = {}): Promise<TestSlimmed> {
  return withImage(source, { ...OPTIONS, extraFacts: SLIM_FACTS }, async (image, open) => {
    const plan = planOf(image, slim)
    return { plan, ...(await writePlan(plan, open, destination, slim.options)) }
  })
}

/** Writes what a plan keeps, whatever the proof has against it. */
export async function writePlan(
  plan: SlimPlan,
  image: Image,
  destination: string,
  options: Partial<WriteSlimOptions> = {},
): Promise<Omit<TestSlimmed, 'plan'>> {
  let failures: readonly string[] = []
  const all = { ...OPTIONS, tool: { name: 'imgpeek', version: '1.2.3' }, ...options }
  const slimmed = await writeSlim(await inPlace(plan, image, all.tool), destination, all, (result, stripped) => {
    failures = failuresOf(plan, result, stripped)
  })
  return { ...slimmed, failures }
}
