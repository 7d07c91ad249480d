/** What is told while an image's layers are read. */
export type ProgressEvent =
  /** Before each image's own events, where several are read: which of them it is, counted from 0. */
  | { readonly kind: 'image'; readonly index: number; readonly count: number }
  /** Once an image, first: every layer, base first, with its compressed bytes, and whether the cache has it. */
  | {
      readonly kind: 'layers'
      readonly layers: readonly { readonly index: number; readonly bytes: number | null; readonly cached: boolean }[]
    }
  /** Compressed bytes of a layer read so far. */
  | { readonly kind: 'bytes'; readonly layer: number; readonly bytes: number }
  | { readonly kind: 'layer-done'; readonly layer: number }

/** Hears of progress. */
export type Progress = (event: ProgressEvent) => void
