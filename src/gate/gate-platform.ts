import { ImgpeekError, InterruptedError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type InspectOptions, readOpenImages } from '../inventory/read-images.ts'
import type { Platform } from '../oci/platform.ts'
import type { BaselineDocument } from '../report/baseline-document.ts'
import type { GatedSection } from '../report/gate-document.ts'
import type { GrowthSection } from '../report/growth-section.ts'
import type { Image } from '../sources/image.ts'
import { baselineOf } from './baseline/baseline-of.ts'
import type { WrittenRule } from './budget.ts'
import type { GateRequest } from './gate-request.ts'
import type { Depth } from './gated-image.ts'
import { growthBetween } from './growth/growth-between.ts'
import { judge } from './judge.ts'
import type { OpenedBaseline } from './open-baseline.ts'
import type { OpenedPlatform } from './open-platforms.ts'
import { type ReadImage, readDeep, readShallow } from './read-gated.ts'
import { shallowBaseline } from './shallow-baseline.ts'
import { deepestOf, verdictOf } from './verdict.ts'

/** An image of the gate, judged. */
export interface Judged {
  readonly section: GatedSection
  readonly depth: Depth
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

/** What an image and its baseline are known to be, at some depth. */
interface Seen {
  readonly read: ReadImage
  readonly before: BaselineDocument | null
  readonly growth: GrowthSection | null
}

/**
 * Judges one platform's image, and reads of it only what the rules need; where one does not hold and there is a baseline, all of it,
 * to say what grew.
 * @param baseline null where none is named
 * @throws the same as `gateImage`
 */
export async function gatePlatform(
  opened: OpenedPlatform,
  baseline: OpenedBaseline | null,
  request: GateRequest,
  options: InspectOptions,
): Promise<Judged> {
  const { image, rules } = opened
  if (image === null) return absent(opened, request)
  const depth = deepestOf(rules.filter((rule) => isInForce(rule, request.today)).map(({ budget }) => budget.needs))
  const seen = depth === 'layers' ? null : await seeShallow(image, opened.platform, baseline, depth)
  const notes = notesOn(baseline, opened, request)
  if (seen === null) return judged(await seeDeep(image, baseline, request, options), 'layers', opened, request, notes)
  const answer = judged(seen, depth, opened, request, notes)
  if (answer.section.verdict === 'pass' || seen.before === null) return answer
  try {
    return judged(await seeDeep(image, baseline, request, options), 'layers', opened, request, notes)
  } catch (error) {
    // the verdict stands without an explanation
    if (!(error instanceof ImgpeekError) || error instanceof InterruptedError) throw error
    return { ...answer, notes: [...notes, `What grew cannot be explained: ${error.message}`] }
  }
}

/** A name that does not offer the platform has nothing to be judged but that. */
function absent({ platform, offered, rules }: OpenedPlatform, { image: reference, today }: GateRequest): Judged {
  const nothing = { reference, digest: null, layers: [], config: null, inventory: null, baseline: null }
  const results = judge(rules, { ...nothing, platforms: offered }, today)
  const section = {
    reference,
    digest: null,
    platform,
    verdict: verdictOf(results),
    results,
    baseline: null,
    growth: null,
  }
  return { section, depth: 'manifest', notes: [], warnings: [] }
}

function judged(
  { read, before, growth }: Seen,
  depth: Depth,
  { platform, offered, rules }: OpenedPlatform,
  request: GateRequest,
  notes: readonly string[],
): Judged {
  const results = judge(rules, { ...read, platforms: offered, baseline: before }, request.today)
  const { reference, digest, config, inventory } = read
  const section: GatedSection = {
    reference,
    digest,
    platform: platform ?? config?.platform ?? null,
    verdict: verdictOf(results),
    results,
    baseline: before && { reference: before.reference, digest: before.digest, from: request.baseline! },
    growth,
  }
  const same = before !== null && digest !== null && digest === before.digest
  return {
    section,
    depth,
    notes: same
      ? [...notes, `The baseline is the very image that is gated (${digest}): nothing can have grown.`]
      : notes,
    warnings: inventory?.warnings ?? [],
  }
}

/** Null where only the layers say how large they are. */
async function seeShallow(
  image: Image,
  platform: Platform | null,
  baseline: OpenedBaseline | null,
  depth: Exclude<Depth, 'layers'>,
): Promise<Seen | null> {
  const read = await readShallow(image, depth)
  if (read === null) return null
  if (baseline?.kind === 'saved') return { read, before: baseline.document, growth: null }
  if (baseline?.kind !== 'image' || platform === null) return { read, before: null, growth: null }
  const before = await readShallow(baseline.image, 'manifest')
  return before && { read, before: shallowBaseline(before, platform), growth: null }
}

async function seeDeep(
  image: Image,
  baseline: OpenedBaseline | null,
  { rules, baseLayers }: GateRequest,
  options: InspectOptions,
): Promise<Seen> {
  // together, so that a layer that both have is read once
  const images = baseline?.kind === 'image' ? [image, baseline.image] : [image]
  const [inventory, former] = await readOpenImages(images, options, (found) => found)
  const kept = (of: ImageInventory): BaselineDocument => baselineOf(of, { rules, baseLayers })
  const before = baseline?.kind === 'saved' ? baseline.document : former === undefined ? null : kept(former)
  return {
    read: readDeep(inventory!),
    before,
    growth: before && growthBetween(before, kept(inventory!)),
  }
}

function isInForce({ terms: { level, expires } }: WrittenRule, today: string): boolean {
  return level !== 'off' || (expires !== null && today > expires)
}

function notesOn(baseline: OpenedBaseline | null, { rules }: OpenedPlatform, { today }: GateRequest): string[] {
  if (baseline?.kind === 'none') return [`Growth is not judged: ${baseline.why}.`]
  const wanted = rules.some((written) => written.rule.number.growth !== undefined && isInForce(written, today))
  return baseline === null && wanted ? ['Growth is not judged: no baseline is named; --baseline names one.'] : []
}
