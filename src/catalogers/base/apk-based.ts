import { type Base, type BaseClues, osEvidence } from './base.ts'

const FAMILIES: ReadonlySet<string> = new Set(['alpine', 'wolfi', 'chainguard'])
const BASELAYOUT = /^(alpine|wolfi|chainguard)-baselayout$/
/** apko describes the image that it made in this file. */
const APKO = '/etc/apko.json'

/** Alpine, Wolfi and Chainguard's images; apko builds images of any of them. */
export function apkBased({ tree, os, packages }: BaseClues): Base | null {
  const apko = tree.get(APKO) !== undefined
  const tags = apko ? ['apko'] : []
  const evidence = apko ? [`${APKO} is there`] : []
  if (os !== null) {
    if (!FAMILIES.has(os.id)) return null
    return { family: os.id, variant: null, tags, evidence: [osEvidence(os), ...evidence] }
  }
  for (const { type, name, database } of packages) {
    const family = type === 'apk' ? BASELAYOUT.exec(name)?.[1] : undefined
    if (family !== undefined) {
      return { family, variant: null, tags, evidence: [`${database} lists ${name}`, ...evidence] }
    }
  }
  return null
}
