/** How many changes there are of each kind, kinds without any included. */
export function countKinds<Kind extends string>(
  kinds: readonly Kind[],
  changes: readonly { readonly change: Kind }[],
): Record<Kind, number> {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>
  for (const { change } of changes) counts[change]++
  return counts
}
