/** What was paired of two lists, and what was not, in the order of the lists. */
interface Paired<Item> {
  readonly pairs: readonly { readonly before: Item; readonly after: Item }[]
  readonly removed: readonly Item[]
  readonly added: readonly Item[]
}

/** Pairs the items that have the same key, the first with the first. What has the key null is like nothing else. */
export function pairByKey<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string | null,
): Paired<Item> {
  const waiting = new Map<string, Item[]>()
  // the last first, so that the first is taken first
  for (const item of after.toReversed()) {
    const key = keyOf(item)
    if (key === null) continue
    const list = waiting.get(key)
    if (list === undefined) waiting.set(key, [item])
    else list.push(item)
  }
  const pairs: { before: Item; after: Item }[] = []
  const removed: Item[] = []
  for (const item of before) {
    const key = keyOf(item)
    const partner = key === null ? undefined : waiting.get(key)?.pop()
    if (partner === undefined) removed.push(item)
    else pairs.push({ before: item, after: partner })
  }
  const paired = new Set(pairs.map(({ after }) => after))
  return { pairs, removed, added: after.filter((item) => !paired.has(item)) }
}
