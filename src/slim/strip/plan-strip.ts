import { sectionBytes } from '../../catalogers/elf/headers.ts'
import { checkTail } from './check-tail.ts'
import { type ElfOutline, readOutline, type Section, SHF, SHT } from './elf-outline.ts'
import { needlessSections } from './needless-sections.ts'
import type { RandomAccess } from './random-access.ts'
import { changeSectionHeader, setWord } from './section-headers.ts'
import { UnstrippableError } from './unstrippable-error.ts'

/** Sections are rarely aligned to more than 64; a page of the largest kind is enough for all. */
const MOST_ALIGNMENT = 65_536

/** A part of a stripped file: what stood from `start` to `end` (exclusive) in the file that it is made of, or new bytes. */
type Part = { readonly start: number; readonly end: number } | Uint8Array

/** What a stripped file is made of. */
export interface StripPlan {
  /** In the order of the file. */
  readonly parts: readonly Part[]
  /** In bytes. */
  readonly size: number
  /** Up to here the file stays as it was, but for where its header says that the section headers are. */
  readonly loadedEnd: number
}

/**
 * Works out a program or shared library without what nothing reads that runs (`needlessSections`). Everything that is loaded stays at
 * its place, byte for byte; what stays of the sections behind it moves up, and the section headers with their names come last.
 * @throws {UnstrippableError} when the file is not laid out as linkers do it, or would not become smaller.
 */
export async function planStrip(file: RandomAccess): Promise<StripPlan> {
  const outline = await readOutline(file)
  const gone = needlessSections(outline)
  if (gone.size === 0) throw new UnstrippableError('it has neither debug sections nor symbols to be taken out')
  await checkTail(file, outline)
  const plan = layOut(outline, gone)
  if (plan.size >= file.size) throw new UnstrippableError('it would not become smaller')
  return plan
}

/** What is put behind what is loaded, and how far that has come. */
interface Tail {
  readonly parts: Part[]
  end: number
}

function layOut(outline: ElfOutline, gone: ReadonlySet<Section>): StripPlan {
  const { sections, header, head, loadedEnd } = outline
  const tail: Tail = { parts: [{ start: head.length, end: loadedEnd }], end: loadedEnd }
  const { nameIndex } = header.sectionHeaders
  const offsets = new Map<Section, number>()
  const moved = sections.filter(
    (section) => isBehind(section, loadedEnd) && !gone.has(section) && section.index !== nameIndex,
  )
  for (const section of moved.toSorted((a, b) => a.offset - b.offset)) {
    const { offset, size, alignment } = section
    align(tail, alignment)
    offsets.set(section, tail.end)
    append(tail, { start: offset, end: offset + size }, size)
  }
  const numbers = newNumbers(sections, gone, nameIndex, loadedEnd)
  const names = nameTable(numbers.order.flatMap((section) => section?.name ?? []))
  const namesAt = tail.end
  append(tail, names.bytes, names.bytes.length)
  align(tail, header.is64 ? 8 : 4)
  const tableAt = tail.end
  const table = newTable(outline, numbers, { offsets, namesAt, names })
  append(tail, table, table.length)
  const last = { at: tableAt, count: numbers.order.length, nameIndex: numbers.order.length - 1 }
  return { parts: [newHead(outline, last), ...tail.parts], size: tail.end, loadedEnd }
}

/** Whether the content of a section stands behind all that is loaded. */
function isBehind({ type, offset }: Section, loadedEnd: number): boolean {
  return type !== SHT.null && type !== SHT.nobits && offset >= loadedEnd
}

/** The sections in their new order, the one of the names last; null is an empty place. */
interface NewNumbers {
  readonly order: readonly (Section | null)[]
  readonly of: ReadonlyMap<number, number>
}

/** Sections that are loaded keep their numbers, because symbols name these (`st_shndx`): before them, what goes leaves an empty place. */
function newNumbers(
  sections: readonly Section[],
  gone: ReadonlySet<Section>,
  nameIndex: number,
  loadedEnd: number,
): NewNumbers {
  const lastFixed = sections.findLastIndex(
    (section) => (section.flags & SHF.alloc) !== 0 || !isBehind(section, loadedEnd),
  )
  const order: (Section | null)[] = []
  const of = new Map<number, number>()
  for (const section of sections) {
    if (gone.has(section) || section.index === nameIndex) {
      if (section.index < lastFixed) order.push(null)
      continue
    }
    of.set(section.index, order.length)
    order.push(section)
  }
  of.set(nameIndex, order.length)
  order.push(sections[nameIndex]!)
  return { order, of }
}

interface NewPlaces {
  readonly offsets: ReadonlyMap<Section, number>
  readonly namesAt: number
  readonly names: NameTable
}

function newTable(
  { table, sections, header }: ElfOutline,
  { order, of }: NewNumbers,
  { offsets, namesAt, names }: NewPlaces,
): Uint8Array {
  const length = sectionBytes(header.is64)
  const written = new Uint8Array(order.length * length)
  const nameSection = sections[header.sectionHeaders.nameIndex]!
  for (const [index, section] of order.entries()) {
    if (section === null || section.index === 0) continue
    const bytes = written.subarray(index * length, (index + 1) * length)
    bytes.set(table.subarray(section.index * length, (section.index + 1) * length))
    const offset = offsets.get(section)
    const hasIndex = section.type === SHT.rel || section.type === SHT.rela || (section.flags & SHF.infoLink) !== 0
    const changes = {
      nameOffset: names.offsetOf(section.name),
      link: section.link < sections.length ? (of.get(section.link) ?? 0) : section.link,
      ...(hasIndex && { info: of.get(section.info) ?? section.info }),
      ...(offset !== undefined && { offset }),
      ...(section === nameSection && { offset: namesAt, size: names.bytes.length, alignment: 1 }),
    }
    changeSectionHeader(bytes, changes, header)
  }
  return written
}

/** The ELF header, which says where the section headers are. */
function newHead(
  { head, header }: ElfOutline,
  { at, count, nameIndex }: { readonly at: number; readonly count: number; readonly nameIndex: number },
): Uint8Array {
  const changed = Uint8Array.from(head)
  const view = new DataView(changed.buffer)
  setWord(view, header.is64 ? 40 : 32, at, header)
  view.setUint16(header.is64 ? 60 : 48, count, header.littleEndian)
  view.setUint16(header.is64 ? 62 : 50, nameIndex, header.littleEndian)
  return changed
}

interface NameTable {
  readonly bytes: Uint8Array
  offsetOf(name: string): number
}

/** Each name once; the first is the empty one (gABI chapter 4, "String Table"). */
function nameTable(names: readonly string[]): NameTable {
  const offsets = new Map([['', 0]])
  const parts = [Buffer.of(0)]
  let end = 1
  for (const name of names) {
    if (offsets.has(name)) continue
    offsets.set(name, end)
    const bytes = Buffer.from(`${name}\0`)
    parts.push(bytes)
    end += bytes.length
  }
  return { bytes: Buffer.concat(parts), offsetOf: (name) => offsets.get(name)! }
}

function append(tail: Tail, part: Part, length: number): void {
  if (length > 0) tail.parts.push(part)
  tail.end += length
}

function align(tail: Tail, alignment: number): void {
  if (alignment <= 1) return
  if (alignment > MOST_ALIGNMENT || !Number.isInteger(Math.log2(alignment))) {
    throw new UnstrippableError(`a section of it is aligned to ${alignment} bytes`)
  }
  const padding = (alignment - (tail.end % alignment)) % alignment
  append(tail, new Uint8Array(padding), padding)
}
