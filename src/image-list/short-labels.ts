import { parseReference } from '../reference.ts'

/** A digest in a reference, and as much of it as tells images apart. */
const DIGEST = /@sha(?:256|512):([0-9a-f]{12})[0-9a-f]*/

/**
 * The shortest labels that tell references apart: the last component of each, or as many as it takes; digests are cut to twelve
 * digits where that is enough. `gcr.io/distroless/static:nonroot` becomes `static:nonroot`.
 * @param references each there once
 * @param taken labels of others, which stand for no reference
 * @throws {UsageError} when one has a scheme that is none
 */
export function shortLabels(references: readonly string[], taken: readonly string[] = []): string[] {
  const candidates = references.map(labelsFor)
  const uses = new Map<string, number>()
  for (const label of [...taken, ...candidates.flatMap((labels) => [...new Set(labels)])])
    uses.set(label, (uses.get(label) ?? 0) + 1)
  return candidates.map((labels, index) => labels.find((label) => uses.get(label) === 1) ?? references[index]!)
}

/** What could stand for a reference, the shortest first. */
function labelsFor(reference: string): string[] {
  const components = parseReference(reference).name.replace(DIGEST, '@$1').split('/')
  const tails = components.map((_, index) => components.slice(components.length - 1 - index).join('/'))
  return [...tails.filter((tail) => /\w/.test(tail)), reference]
}
