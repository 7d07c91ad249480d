import { UnavailableError, UsageError } from '../errors.ts'
import { displayable } from '../inspect/displayable.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { WhyDocument } from '../report/why-document.ts'
import { investigate } from './investigation.ts'
import { nearMatches } from './near-matches.ts'
import { packageAnswer } from './package-answer.ts'
import { pathAnswer } from './path-answer.ts'
import { subjectsOf } from './subjects.ts'

/** The most names that are listed of what needs a library that is not there. */
const MOST_NEEDING = 3

/**
 * Why something is in an image: `query` is a path, a package's name or package URL, or a shared library's name. What has several
 * meanings is answered for each.
 * @throws {UsageError} when `query` is empty; {UnavailableError} when the image has nothing of that name; the message names what is near.
 */
export function whyDocument(inventory: ImageInventory, query: string): WhyDocument {
  if (query === '') throw new UsageError('NAME is empty; say what is asked for.')
  const subjects = subjectsOf(query, inventory)
  if (subjects.length === 0) throw new UnavailableError(notFound(query, inventory))
  const investigation = investigate(inventory)
  return displayable<WhyDocument>({
    schemaVersion: 1,
    reference: inventory.reference,
    digest: inventory.descriptor?.digest ?? null,
    query,
    answers: subjects.map((subject) =>
      subject.kind === 'package'
        ? packageAnswer(subject.found, investigation)
        : pathAnswer(subject.path, subject.askedAs, investigation),
    ),
    warnings: investigation.warnings,
  })
}

function notFound(query: string, inventory: ImageInventory): string {
  const needing = inventory.binaries.unresolved.filter(({ needs }) => needs === query).map(({ path }) => path)
  if (needing.length > 0) {
    const more = needing.length > MOST_NEEDING ? ` and ${needing.length - MOST_NEEDING} more` : ''
    return `The image does not have “${query}”, though it is needed by ${needing.slice(0, MOST_NEEDING).join(', ')}${more}.`
  }
  const near = displayable(nearMatches(query, inventory))
  const meant = near.length === 0 ? '' : `; did you mean ${near.map((name) => `“${name}”`).join(' or ')}?`
  return `No path, package or library of the image is called “${query}”${meant === '' ? '.' : meant}`
}
