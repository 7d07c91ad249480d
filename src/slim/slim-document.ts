import { missingContents } from '../extract/incomplete.ts'
import { displayable } from '../inspect/displayable.ts'
import { imageSizes } from '../inventory/sizes.ts'
import type { SlimDocument, WrittenSlim } from '../report/slim-document.ts'
import type { SlimVerification } from '../report/slim-verification.ts'
import { largestDrops } from './largest-drops.ts'
import { learnedDocument } from './learned-document.ts'
import { planSizes } from './plan-sizes.ts'
import { reasonTotals } from './reason-totals.ts'
import type { SlimPlan } from './slim-plan.ts'
import { stripDocument } from './strip-document.ts'
import type { SlimmedImage } from './write/write-slim.ts'

/** What came of a plan. */
export interface SlimOutcome {
  /** Null in a dry run, and where the proof or the verification failed. */
  readonly slimmed: SlimmedImage | null
  /** Null in a dry run. */
  readonly failures: readonly string[] | null
  /** Null where nothing was run. */
  readonly verification: SlimVerification | null
}

/** What a plan does to an image, and what was written. Pure. */
export function slimDocument(plan: SlimPlan, { slimmed, failures, verification }: SlimOutcome): SlimDocument {
  const { image, mode, doubts } = plan
  const { before, after } = planSizes(plan)
  const stays = new Set(plan.packages)
  const gone = image.packages.filter((found) => !stays.has(found))
  return displayable<SlimDocument>({
    schemaVersion: 1,
    reference: image.reference,
    digest: image.descriptor?.digest ?? null,
    mode,
    before: { compressedBytes: compressedBytes(image.layers), ...before },
    after: slimmed === null ? { compressedBytes: null, ...after } : sizeOf(slimmed),
    written: slimmed && writtenOf(slimmed),
    proof: failures && { failures },
    verification,
    ...reasonTotals(plan),
    largestDrops: largestDrops(plan),
    droppedPackages: gone
      .map(({ type, name, version }) => ({ type, name, version }))
      .sort((a, b) => (`${a.type}\0${a.name}\0${a.version}` < `${b.type}\0${b.name}\0${b.version}` ? -1 : 1)),
    strip: stripDocument(plan, slimmed?.stripped),
    learned: learnedDocument(plan),
    onto: null,
    doubts,
    warnings: [
      ...image.warnings,
      ...missingContents(image),
      ...(plan.learned?.traces.flatMap((trace) => trace.warnings) ?? []),
    ],
  })
}

function compressedBytes(layers: SlimPlan['image']['layers']): number {
  return layers.reduce((sum, { inventory }) => sum + inventory.compressedBytes, 0)
}

function sizeOf({ result }: SlimmedImage): SlimDocument['after'] {
  const files = Array.from(result.tree.nodes()).filter(({ type }) => type === 'file').length
  const { contentBytes } = imageSizes(result)
  return { compressedBytes: compressedBytes(result.layers), contentBytes, files, packages: result.packages.length }
}

function writtenOf({ reference, descriptor, imageId, layers }: SlimmedImage): WrittenSlim {
  return {
    destination: reference,
    digest: descriptor.digest,
    imageId,
    layers: layers.map(({ role, reuses, descriptor: { digest, mediaType, size }, diffId, transfer }, index) => ({
      index,
      role,
      digest,
      diffId,
      mediaType,
      compressedBytes: size,
      reuses,
      transfer,
    })),
  }
}
