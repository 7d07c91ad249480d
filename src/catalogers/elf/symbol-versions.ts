import { type ElfReader, MalformedElfError } from './elf-reader.ts'

/** Where a version table stands in the file: its first byte, and how many entries the dynamic section states. */
export interface VersionTable {
  readonly offset: number
  readonly count: number
}

const MAX_ENTRIES = 16384 // over libraries and their versions together; the largest real file met has 350
const WEAK = 2 // VER_FLG_WEAK

/**
 * Reads `.gnu.version_r`: for each library the symbol versions needed of it (Linux Standard Base, "Symbol Versioning").
 * Versions that the file only needs weakly are left out: the loader starts the program without them.
 * Undefined where the table was not captured. @throws {MalformedElfError}
 */
export function readNeededVersions(
  reader: ElfReader,
  strings: Uint8Array,
  table: VersionTable,
): Record<string, string[]> | undefined {
  const byLibrary = new Map<string, string[]>()
  const budget = new EntryBudget()
  let at = table.offset
  for (let index = 0; index < table.count; index++) {
    budget.take()
    const need = reader.fields(at, 16, 'needed version')
    if (need === undefined) return undefined
    const library = reader.text(strings, need.u32(4), 'needed version')
    const versions = byLibrary.get(library) ?? []
    let auxiliaryAt = at + need.u32(8)
    for (let remaining = need.u16(2); remaining > 0; remaining--) {
      budget.take()
      const auxiliary = reader.fields(auxiliaryAt, 16, 'needed version')
      if (auxiliary === undefined) return undefined
      if ((auxiliary.u16(4) & WEAK) === 0) versions.push(reader.text(strings, auxiliary.u32(8), 'needed version'))
      if (auxiliary.u32(12) === 0) break
      auxiliaryAt += auxiliary.u32(12)
    }
    byLibrary.set(library, versions)
    if (need.u32(12) === 0) break
    at += need.u32(12)
  }
  return Object.fromEntries(byLibrary)
}

/**
 * Reads `.gnu.version_d`: the symbol versions that the file defines, without the one that only names the file itself.
 * Undefined where the table was not captured. @throws {MalformedElfError}
 */
export function readDefinedVersions(reader: ElfReader, strings: Uint8Array, table: VersionTable): string[] | undefined {
  const versions: string[] = []
  const budget = new EntryBudget()
  let at = table.offset
  for (let index = 0; index < table.count; index++) {
    budget.take()
    const definition = reader.fields(at, 20, 'defined version')
    if (definition === undefined) return undefined
    const base = (definition.u16(2) & 1) !== 0 // VER_FLG_BASE
    if (!base && definition.u16(6) > 0) {
      const auxiliary = reader.fields(at + definition.u32(12), 8, 'defined version')
      if (auxiliary === undefined) return undefined
      versions.push(reader.text(strings, auxiliary.u32(0), 'defined version'))
    }
    if (definition.u32(16) === 0) break
    at += definition.u32(16)
  }
  return versions
}

/** Chains can be made to meet again; this ends them. */
class EntryBudget {
  #left = MAX_ENTRIES

  take(): void {
    if (--this.#left < 0) throw new MalformedElfError(`it states more than ${MAX_ENTRIES} ELF symbol versions`)
  }
}
