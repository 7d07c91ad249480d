import { formatByteChange } from '../../../src/report/quantity.ts'

/** A difference of bytes, with its sign, as it is set in print. */
export function signedBytes(bytes: number): string {
  return formatByteChange(bytes).replace('-', '−')
}
