import { type FailedImage, leftOutImages } from '../image-list/failed-image.ts'
import { displayable } from '../inspect/displayable.ts'
import type { ChiselRelease } from '../plan/chisel/release.ts'
import { plansFor } from '../plan/plans.ts'
import { type BaseFit, type FitDocument, type FittedApp, VERDICTS } from '../report/fit-document.ts'
import type { FitApp } from './app.ts'
import { contentBytes } from './content-bytes.ts'
import { fitBase } from './fit-base.ts'
import { planRequest } from './plan-request.ts'
import { type FitBase, Trial } from './trial.ts'

/** How a base is tried. */
export interface TryOptions {
  /** What stands for the base in the answer. */
  readonly label: string
  /** Whether plans are made, and by which checkout of chisel-releases, if any; none unless set. */
  readonly plan?: { readonly chiselRelease: ChiselRelease | null }
}

/** Whether an app would start on a base, and what it lacks there. Nothing of the base is kept. */
export function tryBase(app: FitApp, base: FitBase, { label, plan }: TryOptions): BaseFit {
  const trial = new Trial(app, base)
  const tried = fitBase(trial)
  const isPlanned = plan !== undefined && tried.verdict !== 'does-not-fit'
  const plans = isPlanned ? plansFor(planRequest(trial, tried, plan.chiselRelease)) : null
  return displayable<BaseFit>({ label, ...tried, plans })
}

/** The answer of `imgpeek fit`: an app on each of these bases; `failed` are those that could not be read. */
export function fitDocument(app: FitApp, bases: readonly BaseFit[], failed: readonly FailedImage[] = []): FitDocument {
  return {
    schemaVersion: 1,
    app: displayable(fittedApp(app)),
    bases: bases.toSorted(bestFirst),
    leftOut: leftOutImages(failed),
  }
}

function fittedApp({ image, own, files, bytes, starts }: FitApp): FittedApp {
  const { config, platform } = image.config
  return {
    reference: image.reference,
    source: image.source,
    digest: image.descriptor?.digest ?? null,
    platform,
    command: [...config.entrypoint, ...config.cmd],
    user: config.user,
    starts,
    own: {
      ...own,
      files: files.filter(({ type }) => type !== 'directory').length,
      bytes,
    },
    contentBytes: contentBytes(image.tree.nodes()),
  }
}

function bestFirst(a: BaseFit, b: BaseFit): number {
  const rank = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict)
  return rank || a.size.contentBytes - b.size.contentBytes || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)
}
