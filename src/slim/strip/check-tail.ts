import { type ElfOutline, SHF, SHT } from './elf-outline.ts'
import type { RandomAccess } from './random-access.ts'
import { UnstrippableError } from './unstrippable-error.ts'

/** Linkers fill up to the next section's alignment, at most a page of the largest kind. */
const MOST_FILLING = 65_536

/**
 * Makes sure that everything behind what is loaded is known: sections, their headers and zeros between them. Installers, AppImages
 * and programs of Deno, PyInstaller and others carry what they need behind an ELF file that does not mention it.
 * @throws {UnstrippableError} when something else is there, or sections lie over one another.
 */
export async function checkTail(file: RandomAccess, { sections, header, table, loadedEnd }: ElfOutline): Promise<void> {
  const extents = [{ start: header.sectionHeaders.offset, end: header.sectionHeaders.offset + table.length }]
  for (const { type, flags, offset, size } of sections) {
    if (type === SHT.null || type === SHT.nobits || size === 0) continue
    if ((flags & SHF.alloc) !== 0 && offset + size > loadedEnd) {
      throw new UnstrippableError('a section of it is to be loaded, and is in no segment')
    }
    extents.push({ start: offset, end: offset + size })
  }
  let known = loadedEnd
  for (const { start, end } of extents.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (end <= loadedEnd) continue
    if (end > file.size) throw new UnstrippableError('its sections reach beyond its end')
    if (start < known) throw new UnstrippableError('its sections lie over one another')
    await expectZeros(file, known, start)
    known = end
  }
  if (known !== file.size) throw new UnstrippableError('data follows its sections')
}

async function expectZeros(file: RandomAccess, start: number, end: number): Promise<void> {
  const message = 'there is something between its sections'
  if (end - start > MOST_FILLING) throw new UnstrippableError(message)
  for await (const piece of file.stream(start, end)) {
    if (piece.some((byte) => byte !== 0)) throw new UnstrippableError(message)
  }
}
