import { dirname } from 'node:path'
import { accountsOf, accountsReader } from '../catalogers/accounts.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import type { ChiselRelease } from '../plan/chisel/release.ts'
import type { PlanApp, PlanBase, PlanFile, PlanRequest, PlanUser } from '../plan/plan-request.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { FitApp } from './app.ts'
import type { Remedy } from './checks/check.ts'
import { emptyBase } from './empty-base.ts'
import { fitBase, type TriedBase } from './fit-base.ts'
import { Trial } from './trial.ts'

/** What a plan needs to know of an app that was tried on a base. */
export function planRequest(trial: Trial, tried: TriedBase, chiselRelease: ChiselRelease | null): PlanRequest {
  const { app, applied, refused } = trial
  return {
    app: planApp(app),
    base: planBase(trial),
    platform: app.image.config.platform,
    roots: rootsOf(app, new Set(refused)),
    additions: filesOf(app, applied),
    closure: closureOf(app),
    user: planUser(app),
    unknown: tried.unknown.map((what) => ({ what, paths: [] })),
    chiselRelease,
  }
}

const closures = new WeakMap<FitApp, readonly PlanFile[]>()

/** All that an app needs besides its own files: the same for every base. */
function closureOf(app: FitApp): readonly PlanFile[] {
  const known = closures.get(app)
  if (known !== undefined) return known
  const onNothing = new Trial(app, emptyBase(app.image.config.platform))
  fitBase(onNothing)
  const closure = filesOf(app, onNothing.applied)
  closures.set(app, closure)
  return closure
}

function planApp(app: FitApp): PlanApp {
  const { source, reference, descriptor, tree, os, libc } = app.image
  const shared = { tree, config: commandOf(app), os, libc, digest: descriptor?.digest ?? null }
  if (source !== 'rootfs') return { ...shared, source, reference }
  const path = reference.replace(/^rootfs:/, '')
  const [only, ...others] = tree.root.children!.values()
  // a program by itself lies in the directory that the build takes it from
  const isLone = others.length === 0 && only?.type === 'file' && path.endsWith(`/${only.name}`)
  return { ...shared, source: 'context', reference: isLone ? dirname(path) : path }
}

/** The app's config; what has no command and one program only, is to start that. */
function commandOf({ image, starts }: FitApp): ExecutionConfig {
  const { config } = image.config
  const [only, ...others] = starts
  const isCommanded = config.entrypoint.length + config.cmd.length > 0
  if (isCommanded || only === undefined || only.path === null || others.length > 0) return config
  return { ...config, entrypoint: [only.path] }
}

function planBase({ base }: Trial): PlanBase | null {
  const { source, reference, descriptor, tree, config, os, layers } = base
  if (layers.length === 0) return null
  return { source, reference, digest: descriptor?.digest ?? null, tree, config: config.config, os }
}

/** The app's own paths: whole directories where all that is below them is the app's. */
function rootsOf({ image, files }: FitApp, refused: ReadonlySet<TreeNode>): string[] {
  const own = new Set(files.filter((node) => !refused.has(node)))
  const whole = new Set<TreeNode>()
  // children come after their parents, so this looks at them before
  for (const node of Array.from(image.tree.nodes()).reverse()) {
    if (node.children === null ? own.has(node) : isWhole(node, own, whole)) whole.add(node)
  }
  const tops = files.flatMap((node) => {
    const top = topOf(node, whole)
    return top === undefined ? [] : [top.path]
  })
  return [...new Set(tops)]
}

function isWhole(directory: TreeNode, own: ReadonlySet<TreeNode>, whole: ReadonlySet<TreeNode>): boolean {
  const children = [...directory.children!.values()]
  return (own.has(directory) || directory.inode === -1) && children.every((child) => whole.has(child))
}

/** The highest directory that comes whole with a node; undefined for what does not come at all. */
function topOf(node: TreeNode, whole: ReadonlySet<TreeNode>): TreeNode | undefined {
  if (!whole.has(node)) return undefined
  let top = node
  while (top.parent !== null && top.parent.parent !== null && whole.has(top.parent)) top = top.parent
  return top
}

/** What was brought, by the paths that are looked up. */
function filesOf({ donor }: FitApp, applied: readonly Remedy[]): PlanFile[] {
  const sources = new Map<string, string>()
  for (const remedy of applied) {
    if (remedy.kind === 'bring') for (const path of remedy.paths) sources.set(path, path)
    else if (remedy.kind === 'put') sources.set(remedy.path, remedy.from)
  }
  return [...sources].flatMap(([path, from]): PlanFile[] => {
    const node = donor.at(from)
    return node === undefined ? [] : [{ path, from, package: donor.packageOf(node) ?? null, bytes: node.size }]
  })
}

function planUser({ image }: FitApp): PlanUser | null {
  const [user = '', group = ''] = image.config.config.user.split(':', 2)
  if (user === '') return null
  const { users, groups } = accountsOf(image.factsOf(accountsReader))
  const isNumber = /^\d+$/.test(user)
  const entry = users.find(({ name, uid }) => (isNumber ? uid === Number(user) : name === user))
  const uid = isNumber ? Number(user) : entry?.uid
  const gid = /^\d+$/.test(group) ? Number(group) : (groups.find(({ name }) => name === group)?.gid ?? entry?.gid ?? 0)
  return uid === undefined ? null : { uid, gid, name: entry?.name ?? null, home: null }
}
