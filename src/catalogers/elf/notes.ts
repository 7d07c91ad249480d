import type { ElfReader } from './elf-reader.ts'

const BUILD_ID = 3 // NT_GNU_BUILD_ID
const MAX_NOTES_BYTES = 64 * 1024
const MAX_ID_BYTES = 64

/** Where notes stand in the file. */
export interface NotesPlace {
  readonly offset: number
  readonly size: number
}

/** The build id that the linker left in a note, in hexadecimal; null without one. @throws {MalformedElfError} */
export function readBuildId(reader: ElfReader, places: readonly NotesPlace[]): string | null {
  for (const place of places) {
    const id = place.size > MAX_NOTES_BYTES ? null : buildIdIn(reader, place)
    if (id !== null) return id
  }
  return null
}

/** Notes are a name and a description, each padded to 4 bytes (gABI chapter 5, "Note Section"). */
function buildIdIn(reader: ElfReader, { offset, size }: NotesPlace): string | null {
  const notes = reader.fields(offset, size, 'notes')
  const bytes = reader.bytes(offset, size, 'notes')
  if (notes === undefined || bytes === undefined) return null
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameEnd = at + 12 + padded(notes.u32(at))
    const descriptionBytes = notes.u32(at + 4)
    if (nameEnd + descriptionBytes > notes.length) return null
    if (notes.u32(at + 8) === BUILD_ID && isGnu(bytes.subarray(at + 12, nameEnd)) && descriptionBytes <= MAX_ID_BYTES) {
      return Buffer.from(bytes.subarray(nameEnd, nameEnd + descriptionBytes)).toString('hex')
    }
    at = nameEnd + padded(descriptionBytes)
  }
  return null
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}

function isGnu(name: Uint8Array): boolean {
  return name.length === 4 && name[0] === 0x47 && name[1] === 0x4e && name[2] === 0x55 && name[3] === 0
}
