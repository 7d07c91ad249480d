/** What is told while an image's layers are read. */
export type ProgressEvent =
  /** Before each image's own events, where several are read: which of them it is, counted from 0. */
  | { readonly kind: 'image'; readonly index: number; readonly count: number }
  /** Once an image, first: every layer, base first, with its compressed bytes, and whether the cache has it. */
  | {
      readonly kind: 'layers'
      readonly layers: readonly { readonly index: number; readonly bytes: number | null; readonly cached: boolean }[]
    }
  /** Once an image that is written, before its layers are: base first, with about as many bytes as will go by of each. */
  | { readonly kind: 'writing'; readonly layers: readonly { readonly index: number; readonly bytes: number }[] }
  /** Each time that something of an image is run: what, as a user would write it. */
  | { readonly kind: 'running'; readonly what: string }
  /** Bytes of a layer so far: compressed where it is read or copied, of its tar where it is made. */
  | { readonly kind: 'bytes'; readonly layer: number; readonly bytes: number }
  | { readonly kind: 'layer-done'; readonly layer: number }

/** Hears of progress. */
export type Progress = (event: ProgressEvent) => void
