import type { WasteCause, WasteFinding } from '../report/waste-document.ts'
import type { Claim } from './claims.ts'
import type { LayerAuthor } from './layer-author.ts'
import type { WasteRule } from './rule.ts'

/** As many paths stand with a finding; the whole lists stand beside it in the document. */
const PATHS_OF_FINDING = 3

/** What each rule claims. */
export function wasteCauses(claims: readonly Claim[]): WasteCause[] {
  const causes = [...Map.groupBy(claims, ({ rule }) => rule)].map(([{ name, title }, ofRule]) => {
    const bytes = sumOf(ofRule)
    const reclaimableBytes = sumOf(ofRule.filter(({ file }) => file.shadow !== null))
    return { name, title, reclaimableBytes, removableBytes: bytes - reclaimableBytes, files: ofRule.length }
  })
  return causes.sort((a, b) => totalOf(b) - totalOf(a) || (a.name < b.name ? -1 : 1))
}

/** Claims put together by rule, and then by the layer that stores the files and the one that hid them. */
export function wasteFindings(claims: readonly Claim[], authors: readonly LayerAuthor[]): WasteFinding[] {
  return [...Map.groupBy(claims, ({ rule }) => rule)].flatMap(([rule, ofRule]) => {
    const fates = Map.groupBy(ofRule, (claim) => fateOf(claim, authors.length))
    return [...fates.values()].map((ofFate) => findingOf(rule, ofFate, authors))
  })
}

/** A number for the layer that stores a file and the one that hid it. */
function fateOf({ file: { layer, shadow } }: Claim, layers: number): number {
  return layer * (layers + 1) + (shadow === null ? layers : shadow.shadowedBy)
}

function findingOf(rule: WasteRule, claims: readonly Claim[], authors: readonly LayerAuthor[]): WasteFinding {
  const { layer, shadow } = claims[0]!.file
  const shadowedBy = shadow === null ? null : shadow.shadowedBy
  const largest = claims.toSorted((a, b) => b.bytes - a.bytes).slice(0, PATHS_OF_FINDING)
  return {
    cause: rule.name,
    layer,
    shadowedBy,
    bytes: sumOf(claims),
    files: claims.length,
    paths: largest.map(({ file }) => file.node.path),
    advice: rule.advice({
      author: authors[layer]!,
      shadower: shadowedBy === null ? null : authors[shadowedBy]!,
      files: claims.map(({ file }) => file),
    }),
  }
}

function sumOf(claims: readonly Claim[]): number {
  return claims.reduce((sum, { bytes }) => sum + bytes, 0)
}

function totalOf({ reclaimableBytes, removableBytes }: WasteCause): number {
  return reclaimableBytes + removableBytes
}
