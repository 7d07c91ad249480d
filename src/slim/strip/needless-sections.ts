import { type ElfOutline, type Section, SHF, SHT } from './elf-outline.ts'
import { UnstrippableError } from './unstrippable-error.ts'

/** Names by which binutils tells what is for debuggers (`_bfd_elf_make_section_from_shdr` in its bfd/elf.c). */
const DEBUG = /^\.(?:debug|zdebug|gnu\.debuglto_\.debug_|gnu\.linkonce\.wi\.|line|stab|gdb_index)/

/**
 * The sections that nothing reads that runs, as `strip --strip-all` takes them out: debug sections, the symbol table with its
 * strings, and relocations of these. What is loaded is never among them: programs find the symbols that they need at run time in
 * `.dynsym`. `.comment`, notes and `.gnu_debuglink` stay: they are small, and tell what something was made by and where its debug
 * sections are.
 * @throws {UnstrippableError} when what stays would point to what goes, or is something that is not known here.
 */
export function needlessSections({ sections, header, loadedEnd }: ElfOutline): ReadonlySet<Section> {
  const isBehind = ({ type, flags, offset }: Section): boolean =>
    type !== SHT.null && type !== SHT.nobits && (flags & SHF.alloc) === 0 && offset >= loadedEnd
  const gone = new Set(
    sections.filter((section) => {
      const { type, name } = section
      return isBehind(section) && (type === SHT.symtab || type === SHT.symtabShndx || DEBUG.test(name))
    }),
  )
  const isGone = (index: number): boolean => sections[index] !== undefined && gone.has(sections[index])
  for (const section of sections) {
    if (isRelocation(section) && isBehind(section) && isGone(section.info)) gone.add(section)
  }
  const { nameIndex } = header.sectionHeaders
  for (const section of sections) {
    if (section.type !== SHT.strtab || section.index === nameIndex || !isBehind(section)) continue
    const users = sections.filter(({ index, link }) => index !== 0 && link === section.index)
    if (users.length > 0 && users.every((user) => gone.has(user))) gone.add(section)
  }
  for (const section of sections) if (!gone.has(section)) checkKept(section, isGone, nameIndex, isBehind(section))
  return gone
}

function checkKept(section: Section, isGone: (index: number) => boolean, nameIndex: number, isBehind: boolean): void {
  const { name, index, type, link, info, flags } = section
  if (index === 0 || type === SHT.null) return
  if (type === SHT.group) throw new UnstrippableError('it has groups of sections, as objects have')
  if (type === SHT.symtab) throw new UnstrippableError('its symbol table stands among what is loaded')
  // Static programs apply these by their address; only tools would look at the symbols.
  const isApplied = isRelocation(section) && (flags & SHF.alloc) !== 0
  if ((isGone(link) && !isApplied) || link === nameIndex) {
    throw new UnstrippableError(`its section ${name} is linked with what would go`)
  }
  if ((isRelocation(section) || (flags & SHF.infoLink) !== 0) && isGone(info)) {
    throw new UnstrippableError(`its section ${name} is linked with what would go`)
  }
  // Names with a dot are the system's (gABI chapter 4, "Special Sections"); what others put there may be looked for by its place.
  if (isBehind && index !== nameIndex && !name.startsWith('.')) {
    throw new UnstrippableError(`its section ${name} is an application's own`)
  }
}

function isRelocation({ type }: Section): boolean {
  return type === SHT.rel || type === SHT.rela
}
