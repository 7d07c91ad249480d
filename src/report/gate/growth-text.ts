import type { GrowthCause, GrowthSection } from '../growth-section.ts'
import { formatByteChange, formatCount } from '../quantity.ts'
import { brief, briefInstruction } from './result-text.ts'

/** How much an image grew: `+4.4 MB compressed, +12.1 MB content, +120 files`. */
export function growthText({ compressedBytes, contentBytes, files }: GrowthSection): string {
  const count = `${files < 0 ? '-' : '+'}${formatCount(Math.abs(files), 'file')}`
  return `${formatByteChange(compressedBytes)} compressed, ${formatByteChange(contentBytes)} content, ${count}`
}

/** Whose layers that is due to, the base image's and one's own; where it cannot be told, why. */
export function splitTexts({ split, evidence }: GrowthSection): string[] {
  if (split === null) return [brief(evidence)]
  return [
    { owner: 'base image', share: split.base },
    { owner: 'own layers', share: split.own },
  ].map(({ owner, share: { compressedBytes, contentBytes } }) => {
    return `${owner} ${formatByteChange(compressedBytes)} compressed, ${formatByteChange(contentBytes)} content`
  })
}

/** The causes that added bytes and those that did not, the largest change first. */
export function causesBySign(causes: readonly GrowthCause[]): { grown: GrowthCause[]; other: GrowthCause[] } {
  const grown = causes.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes)
  const other = causes.filter(({ bytes }) => bytes <= 0).sort((a, b) => a.bytes - b.bytes)
  return { grown, other }
}

/** A package's version, or both where it has another one; empty where nothing is known of it. */
export function causeVersions({ versions }: GrowthCause): string {
  const known = [versions?.before, versions?.after].filter((version) => typeof version === 'string')
  return [...new Set(known)].map(brief).join(' → ')
}

/** Where it is; what is said of the root is what no other cause says. */
export function causePlace({ kind, path }: GrowthCause): string {
  return kind === 'path' && path === '/' ? 'rest of /' : brief(path)
}

/** What came of a thing beside its size: that it is new or gone; empty for what was there and still is. */
export function causeFate({ change }: GrowthCause): string {
  return change === 'added' ? 'new' : change === 'removed' ? 'removed' : ''
}

/** What put a thing there: its layer, whose layer that is, and its instruction; empty where nothing is known of it. */
export function causeMaker({ layer, origin, instruction }: GrowthCause): string {
  const owner = origin === 'base' ? ' of the base image' : ''
  return [
    ...(layer === null ? [] : [`layer ${layer}${owner}`]),
    ...(instruction === null ? [] : [briefInstruction(instruction)]),
  ].join('  ')
}
