import type { MessagePort } from 'node:worker_threads'
import type { LayerPromise, ScanLimits } from '../../layer/scan.ts'
import type { ExtraFacts } from '../catalogers.ts'
import type { ErrorMessage } from './error-message.ts'

/** How layers are scanned, the same for all of an image. */
export interface ScanWork {
  readonly limits: ScanLimits
  /** What is read beside what always is. */
  readonly extraFacts: readonly ExtraFacts[]
}

/** What a worker is asked to do. Bytes come and go through ports, as `sendBytes` and `receiveBytes` speak. */
export type Task = ScanWork & { readonly promise: LayerPromise; readonly input: MessagePort } & (
    | {
        /** `scan`: compressed bytes in, an inventory out. `scan-tar`: the same from what a `decompress` task sends. */
        readonly kind: 'scan' | 'scan-tar'
      }
    | {
        /** The first half of a large layer: compressed bytes in, the tar out. */
        readonly kind: 'decompress'
        readonly output: MessagePort
      }
  )

/** What a worker answers, once a task. A `decompress` task has no inventory. */
export type Answer =
  | { readonly kind: 'done'; readonly inventory: Uint8Array<ArrayBuffer> | null }
  | { readonly kind: 'failed'; readonly error: ErrorMessage }
