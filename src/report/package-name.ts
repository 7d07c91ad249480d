import { onOneLine } from './terminal-text.ts'

/** A package's name, printable; one that another package brought is named with that one. */
export function packageName({
  name,
  ownedBy,
}: {
  readonly name: string
  readonly ownedBy: { readonly name: string } | null
}): string {
  return onOneLine(ownedBy === null ? name : `${name} (in ${ownedBy.name})`)
}
