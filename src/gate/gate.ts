import { UsageError } from '../errors.ts'
import { displayable } from '../inspect/displayable.ts'
import { type InspectOptions, sourceOptionsOf } from '../inventory/read-images.ts'
import { Traffic } from '../registry/traffic.ts'
import type { GateDocument } from '../report/gate-document.ts'
import type { Image } from '../sources/image.ts'
import { closeAll } from '../sources/index.ts'
import { refuseSeveralRegistries } from '../sources/one-registry.ts'
import { isBaselineFile } from './baseline-name.ts'
import { gatePlatform, type Judged } from './gate-platform.ts'
import type { GateRequest } from './gate-request.ts'
import { openBaselines } from './open-baseline.ts'
import { type OpenedPlatform, openGated } from './open-platforms.ts'
import { deepestOf, worstOf } from './verdict.ts'

/**
 * Holds an image against budgets, and reads of it only what they need: the manifest, its config, or its layers. Where a budget does not
 * hold and there is a baseline, the layers are read to say what grew.
 * @throws {UsageError} when there is no rule, or the baseline is none; {UnavailableError} when the image cannot be had;
 * {BrokenImageError} when it is broken or hostile; {InterruptedError} when the signal aborts.
 */
export async function gateImage(request: GateRequest, options: InspectOptions): Promise<GateDocument> {
  if (request.rules.length === 0) throw nothingToCheck()
  const traffic = options.traffic ?? new Traffic()
  const reading = { ...options, traffic }
  const { image, baseline } = request
  if (options.username !== undefined && baseline !== null && !isBaselineFile(baseline)) {
    await refuseSeveralRegistries([image, baseline], sourceOptionsOf(reading))
  }
  const gated = await openGated(request.image, request.rules, reading)
  const opened: { readonly image: Image | null }[] = [...gated]
  try {
    const named = await Promise.all(gated.map((one) => withPlatform(one, request)))
    const present = named.filter(({ image }) => image !== null)
    const platforms = present.flatMap(({ platform }) => platform ?? [])
    const baselines = request.baseline === null ? [] : await openBaselines(request.baseline, platforms, reading)
    opened.push(...baselines.filter((baseline) => baseline.kind === 'image'))
    const judged: Judged[] = []
    for (const one of named) {
      judged.push(await gatePlatform(one, baselines[present.indexOf(one)] ?? null, request, reading))
    }
    const sections = judged.map(({ section }) => section)
    return displayable<GateDocument>({
      schemaVersion: 1,
      reference: present[0]?.image?.reference ?? request.image,
      verdict: worstOf(sections.map(({ verdict }) => verdict)),
      config: request.config,
      depth: deepestOf(judged.map(({ depth }) => depth)),
      fetched: { requests: traffic.requests, bytes: traffic.bytes },
      images: sections,
      notes: [...new Set([...judged.flatMap(({ notes }) => notes), ...(request.notes ?? [])])],
      warnings: [...new Set(judged.flatMap(({ warnings }) => warnings))],
    })
  } finally {
    await closeAll(opened)
  }
}

/** A baseline is looked for by platform, which a lone image's config says. */
async function withPlatform(opened: OpenedPlatform, { baseline }: GateRequest): Promise<OpenedPlatform> {
  const { image, platform } = opened
  if (platform !== null || image === null || baseline === null) return opened
  return { ...opened, platform: (await image.config()).platform }
}

function nothingToCheck(): UsageError {
  return new UsageError(
    'There is nothing to check: give a budget, as in --max-compressed-size 50MB, or write .imgpeek.yaml, as in ' +
      'budgets: {compressedSize: 50MB, rootUser: denied}; docs/gate.md lists all budgets.',
  )
}
