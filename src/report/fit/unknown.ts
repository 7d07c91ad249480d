import type { FitDocument } from '../fit-document.ts'

/** What cannot be known on any base that the app fits: to be said once. */
export function unknownOfAll({ bases }: Pick<FitDocument, 'bases'>): ReadonlySet<string> {
  const tried = bases.filter(({ verdict }) => verdict !== 'does-not-fit')
  const [first, ...others] = tried
  return new Set((first?.unknown ?? []).filter((sentence) => others.every(({ unknown }) => unknown.includes(sentence))))
}
