import { EMPTY_EXECUTION_CONFIG } from '../../oci/config.ts'
import { formatPlatform } from '../../oci/platform.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { writeDockerfile } from '../dockerfile/write-dockerfile.ts'
import { leftToCopy } from '../left-to-copy.ts'
import type { Plan } from '../plan.ts'
import type { PlanRequest } from '../plan-request.ts'
import { cutCommand, ROOTFS } from './cut-command.ts'
import { debianArchitecture } from './debian-architecture.ts'
import { asListed, neededFor } from './needed-paths.ts'
import type { ChiselRelease } from './release.ts'
import { SliceIndex } from './slice-index.ts'
import { sliceWeight } from './slice-weight.ts'
import { smallestCover } from './smallest-cover.ts'
import { spellingsOf } from './spellings.ts'

/**
 * A root filesystem that `chisel cut` makes of the slices that have what the app needs, and a Dockerfile that puts the app into
 * it. Null without a checkout of chisel-releases.
 */
export function planChisel(request: PlanRequest): Plan | null {
  const { chiselRelease: release, platform, app } = request
  if (release === null) return null
  const title = `chisel cut of Ubuntu ${release.ubuntuVersion}`
  const architecture = debianArchitecture(platform)
  if (architecture === undefined) {
    const what = `Everything: Ubuntu has no packages for ${formatPlatform(platform)}.`
    const notCovered = [{ what, paths: request.closure.map(({ path }) => path) }]
    return { kind: 'chisel', title, parts: [], notCovered, notes: [] }
  }
  const context = app.source === 'context' ? app.reference : null
  const cut = chooseSlices(request, release, architecture)
  const uncovered = request.closure.filter(({ from }) => !cut.covers(from))
  const written = writeDockerfile({
    ...request,
    additions: uncovered,
    base: {
      image: { name: 'scratch', buildOptions: [], notes: [] },
      config: EMPTY_EXECUTION_CONFIG,
      onto: (path) => cut.present.get(path),
      instructions: cut.slices.length === 0 ? [] : [`COPY ${ROOTFS}/ /`],
      hasUser: false,
    },
  })
  return {
    kind: 'chisel',
    title,
    parts: [
      ...(cut.slices.length === 0
        ? []
        : [{ file: null, text: cutCommand(release.directory, architecture, cut.slices, context) }]),
      { file: 'Dockerfile', text: written.text },
    ],
    notCovered: [...leftToCopy('No slice has', uncovered), ...written.notCovered, ...request.unknown],
    notes: [
      ...releaseNotes(app.os, release),
      ...(cut.mutating.length === 0
        ? []
        : [
            `Files of ${cut.mutating.join(', ')} are finished by a script of the slice: they differ from the app image's.`,
          ]),
      ...written.notes,
    ],
  }
}

/** What a choice of slices gives. */
interface Cut {
  /** Those to name to chisel. */
  readonly slices: readonly string[]
  /** Those among them, and among what they bring along, that run a script. */
  readonly mutating: readonly string[]
  /** What the app's image has at the paths that they put there, as far as the app needs it. */
  readonly present: ReadonlyMap<string, TreeNode>
  /** Whether a path leads to the same place in the result as in the app's image. */
  readonly covers: (path: string) => boolean
}

function chooseSlices({ app, closure }: PlanRequest, release: ChiselRelease, architecture: string): Cut {
  const index = new SliceIndex(release, architecture)
  const havers = new Map<TreeNode, readonly string[]>()
  const slicesWith = (node: TreeNode): readonly string[] => {
    const known = havers.get(node) ?? index.having(spellingsOf(asListed(node)))
    havers.set(node, known)
    return known
  }
  const chainOf = new Map(closure.map(({ from }) => [from, neededFor(from, app.tree.root) ?? []]))
  // A link without what it leads to is of no use, and slices would bring another of that.
  const covers = (path: string): boolean => {
    const chain = chainOf.get(path)!
    return chain.length > 0 && chain.every((node) => slicesWith(node).length > 0)
  }
  const present = new Map(
    closure.flatMap(({ from }) => (covers(from) ? chainOf.get(from)!.map((node) => [node.path, node] as const) : [])),
  )
  const weights = new Map<string, number>()
  const slices = smallestCover({
    coveredBy: new Map([...present].map(([path, node]) => [path, slicesWith(node)])),
    closure: (name) => index.closure(name),
    weight: (name) => {
      const slice = release.slices.get(name)
      const known = weights.get(name) ?? (slice === undefined ? 0 : sliceWeight(index.contents(slice), app.tree))
      weights.set(name, known)
      return known
    },
  })
  const brought = [...new Set(slices.flatMap((name) => [...index.closure(name)]))].sort()
  return { slices, mutating: brought.filter((name) => release.slices.get(name)?.mutates), present, covers }
}

function releaseNotes(os: PlanRequest['app']['os'], { ubuntuVersion }: ChiselRelease): string[] {
  if (os?.id === 'ubuntu' && os.versionId === ubuntuVersion) return []
  const name = os === null ? 'no distribution that is known' : (os.prettyName ?? [os.id, os.versionId].join(' '))
  return [
    `The app's image is of ${name}, the slices are of Ubuntu ${ubuntuVersion}: the same paths in other versions. Ask imgpeek ` +
      'fit about the result before you trust it.',
  ]
}
