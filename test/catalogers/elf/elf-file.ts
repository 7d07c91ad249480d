import { readFileSync } from 'node:fs'

/** One of the ELF files that data/make.sh made. */
export function elfFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`data/${name}`, import.meta.url)))
}
