import type { SlimPlan } from '../slim-plan.ts'

/** The program that slims. */
export interface Tool {
  readonly name: string
  readonly version: string
}

/** What labels and annotations of a slimmed image say: what it was made of, by what and how. */
export function originLabels({ image, mode, stripped }: SlimPlan, { version }: Tool): Record<string, string> {
  const source = image.descriptor?.digest ?? image.imageId ?? image.layers[0]?.inventory.diffId
  return {
    ...(source !== undefined && { 'imgpeek.slim.source': source }),
    'imgpeek.slim.version': version,
    'imgpeek.slim.mode': mode,
    ...(stripped.size > 0 && { 'imgpeek.slim.strip': 'true' }),
  }
}
