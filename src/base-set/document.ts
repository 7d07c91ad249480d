import { ALL_BASES, type ImageListEntry } from '../image-list/image-list.ts'
import type { BasesDocument } from '../report/bases-document.ts'
import { setNames } from './read-bases.ts'

/** What `imgpeek bases` says of some bases, and of all sets of their file. */
export function basesDocument(chosen: readonly ImageListEntry[], file: readonly ImageListEntry[]): BasesDocument {
  const sets = setNames(file).map((name) => {
    const members = file.filter((entry) => name === ALL_BASES || entry.sets.includes(name))
    return { name, bases: members.map(({ label }) => label) }
  })
  const bases = chosen.map(({ label, reference, platform = null, sets }) => ({ label, reference, platform, sets }))
  return { schemaVersion: 1, sets, bases }
}
