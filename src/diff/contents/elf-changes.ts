import type { ElfBinary } from '../../catalogers/elf/parse.ts'
import { highestRequiredVersions } from '../../catalogers/elf/required-versions.ts'
import type { FieldChange } from '../../report/diff-document.ts'
import { compareFields, each, type Field, one } from '../fields.ts'

const FIELDS: readonly Field<ElfBinary>[] = [
  { name: 'machine', values: ({ machine }) => one(machine) },
  { name: 'kind', values: ({ kind, linkage }) => one(`${linkage} ${kind}`) },
  { name: 'interpreter', values: ({ interpreter }) => one(interpreter ?? null) },
  { name: 'soname', values: ({ soname }) => one(soname ?? null) },
  { name: 'needed', values: ({ needed }) => each(needed ?? []) },
  { name: 'requires', values: (binary) => new Map(Object.entries(highestRequiredVersions([binary]))) },
  { name: 'defines', values: ({ definedVersions }) => each(definedVersions ?? []) },
  { name: 'rpath', values: ({ rpath }) => one(rpath ?? null) },
  { name: 'runpath', values: ({ runpath }) => one(runpath ?? null) },
  { name: 'buildId', values: ({ buildId }) => one(buildId ?? null) },
  { name: 'stripped', values: ({ stripped }) => one(stripped) },
  { name: 'debugBytes', values: ({ debugBytes }) => one(debugBytes ?? null) },
]

/** In what two programs or libraries differ, as far as it says what they need and what they offer. */
export function elfChanges(before: ElfBinary, after: ElfBinary): readonly FieldChange[] {
  return compareFields(FIELDS, before, after)
}
