import { formatBytes } from '../../../src/report/quantity.ts'

/** A difference of bytes, with its sign. */
export function signedBytes(bytes: number): string {
  if (bytes === 0) return '0 B'
  return bytes > 0 ? `+${formatBytes(bytes)}` : `−${formatBytes(-bytes)}`
}
