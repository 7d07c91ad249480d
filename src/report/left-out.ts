/** An image that an answer goes without, because it could not be read. */
export interface LeftOutImage {
  readonly label: string
  /** As it was asked for. */
  readonly reference: string
  readonly reason: LeftOutReason
  /** A sentence about what is wrong. */
  readonly message: string
}

/** `unavailable`: it could not be had. `broken`: it is malformed, altered or hostile. */
type LeftOutReason = 'unavailable' | 'broken'

/** The reasons in words. */
const REASON_TEXT: Readonly<Record<LeftOutReason, string>> = { unavailable: 'could not be had', broken: 'is broken' }

/** `Left out: app:1, which could not be had`. */
export function leftOutText({ label, reason }: Pick<LeftOutImage, 'label' | 'reason'>): string {
  return `Left out: ${label}, which ${REASON_TEXT[reason]}`
}
