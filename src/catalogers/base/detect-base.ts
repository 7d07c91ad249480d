import { apkBased } from './apk-based.ts'
import type { Base, BaseClues, BaseDetector } from './base.ts'
import { busybox } from './busybox.ts'
import { chiseled } from './chiseled.ts'
import { debianBased } from './debian-based.ts'
import { distroless } from './distroless.ts'
import { dockerSlim } from './docker-slim.ts'
import { namedByOsRelease } from './named-by-os-release.ts'
import { redHat } from './red-hat.ts'
import { slimmedBy } from './slimmed.ts'
import { statedBase } from './stated-base.ts'

/** The first that recognises an image decides: special builds of a distribution stand before the distribution. */
const DETECTORS: readonly BaseDetector[] = [
  dockerSlim,
  chiseled,
  distroless,
  apkBased,
  debianBased,
  redHat,
  namedByOsRelease,
  busybox,
]

/**
 * What an image is built on. What its annotations and labels state comes first in the evidence, but files decide where they
 * say anything: labels are inherited and copied, and name images that nobody else can see (`localhost/base`).
 */
export function detectBase(image: BaseClues): Base {
  const stated = statedBase(image)
  const seen = firstMatch(image)
  const slimmed = slimmedBy(image.config)
  if (seen === null) {
    const { family, evidence } = withoutDistribution(image)
    return {
      family: stated.family ?? family,
      variant: stated.variant,
      tags: [],
      evidence: [...stated.evidence, ...evidence],
    }
  }
  const variant = seen.variant ?? (stated.family === seen.family ? stated.variant : null)
  const evidence = [...stated.evidence, ...seen.evidence, ...(slimmed === null ? [] : [slimmed])]
  return { ...seen, variant, evidence }
}

function firstMatch(image: BaseClues): Base | null {
  for (const detect of DETECTORS) {
    const base = detect(image)
    if (base !== null) return base
  }
  return null
}

/** Nothing speaks for a distribution: either there is none, or what named it was removed. */
function withoutDistribution({ tree, libc }: BaseClues): Pick<Base, 'family' | 'evidence'> {
  const shell = tree.resolve('/bin/sh')
  const nothing = 'no os-release file and no package database'
  if (shell !== undefined)
    return { family: 'unknown', evidence: [nothing, `${shell.path} is a shell of no known base`] }
  return {
    family: 'scratch',
    evidence: [nothing, 'no /bin/sh', libc === 'none' ? 'no libc' : `a ${libc} libc that was copied in`],
  }
}
