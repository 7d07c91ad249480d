import type { InspectOptions } from '../inventory/read-images.ts'

/** What an image has to be read with (`InspectOptions.extraFacts`), so that it can be slimmed, or another be put onto it. */
export const SLIM_FACTS = [
  'packageRecords',
  'npmDevelopment',
  'nodeWords',
] as const satisfies InspectOptions['extraFacts']
