import { isMap, isSeq, parseDocument } from 'yaml'

/** What becomes of an entry that stays. */
interface RewrittenEntry {
  readonly label: string
  /** Null to leave it as it is written. */
  readonly reference: string | null
}

/**
 * Writes a list of images anew, with its comments.
 * @param text a list that `parseImageList` takes
 * @param entries one for each entry of the list; null leaves it out
 */
export function rewriteImageList(text: string, entries: readonly (RewrittenEntry | null)[]): string {
  const document = parseDocument(text)
  const list: unknown = document.contents
  if (!isSeq<unknown>(list)) throw new Error('This is no list of images.')
  list.items = list.items.flatMap((item, index) => {
    const entry = entries[index] ?? null
    if (entry === null) return []
    if (entry.reference === null) return [item]
    if (!isMap<unknown, unknown>(item)) return [document.createNode({ label: entry.label, reference: entry.reference })]
    item.set('reference', entry.reference)
    return [item]
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}
