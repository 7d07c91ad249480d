import type { ElfBinary } from '../catalogers/elf/parse.ts'

/** GOARCH by e_machine, for machines that containers run on; little endian where both exist and nothing is said. */
const ARCHITECTURES: ReadonlyMap<number, string> = new Map([
  [3, '386'],
  [8, 'mips'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
])

/** The architecture that a program is for, as platforms name it (GOARCH); null for one that has no such name here. */
export function architectureOf({ machine, class: bits, byteOrder }: ElfBinary): string | null {
  const name = ARCHITECTURES.get(machine)
  if (name === 'ppc64') return byteOrder === 'little' ? 'ppc64le' : name
  if (name === 'mips') return `mips${bits === 64 ? '64' : ''}${byteOrder === 'little' ? 'le' : ''}`
  return name ?? null
}
