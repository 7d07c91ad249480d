import type { ImageLayer } from '../inventory/image-inventory.ts'
import type { LayerMarker } from '../report/layers-document.ts'
import { markOf } from '../rootfs/mark.ts'
import { parentOf } from '../rootfs/path.ts'
import type { PathChange } from './changes.ts'

/** A marker while what it hides is being counted. */
type Found = { -readonly [Field in keyof LayerMarker]: LayerMarker[Field] }

/**
 * A layer's whiteouts and opaque markers, in the order of their paths, which are as in `TreeNode`. Where one stands inside of
 * what another hides, the inner one has the effect.
 */
export function layerMarkers({ inventory }: ImageLayer, changes: readonly PathChange[]): LayerMarker[] {
  const whiteouts = new Map<string, Found>()
  const opaques = new Map<string, Found>()
  const { entries } = inventory
  for (let row = 0; row < entries.length; row++) {
    const mark = markOf(entries.path(row))
    if (mark === undefined || mark.kind === 'ignored') continue
    const { kind, path } = mark
    ;(kind === 'opaque' ? opaques : whiteouts).set(path, { kind, path, hides: 0, hiddenBytes: 0 })
  }
  if (whiteouts.size + opaques.size === 0) return []

  const inodes = new Set<number>()
  for (const { path, before, loss } of changes) {
    if (before === null || (loss !== 'deleted' && loss !== 'opaque')) continue
    const marker = loss === 'opaque' ? nearest(parentOf(path), opaques) : nearest(path, whiteouts)
    if (marker === undefined) continue
    marker.hides++
    if (before.type !== 'file' || inodes.has(before.inode)) continue
    inodes.add(before.inode)
    marker.hiddenBytes += before.size
  }
  return [...whiteouts.values(), ...opaques.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The marker at the path or at the closest directory above it. */
function nearest(path: string, markers: ReadonlyMap<string, Found>): Found | undefined {
  for (let at = path; ; at = parentOf(at)) {
    const marker = markers.get(at)
    if (marker !== undefined || at === '/') return marker
  }
}
