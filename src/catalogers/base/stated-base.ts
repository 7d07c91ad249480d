import type { Base, BaseClues } from './base.ts'

/** What annotations and labels state of the base; `family` is null where they state nothing or a name that nobody knows. */
export interface StatedBase {
  readonly family: string | null
  readonly variant: string | null
  readonly evidence: Base['evidence']
}

/** github.com/opencontainers/image-spec/blob/main/annotations.md */
const NAME_KEY = 'org.opencontainers.image.base.name'
const KEYS = [NAME_KEY, 'org.opencontainers.image.base.digest']

/** Publishers' images by name, without tag and digest. The group is the variant. */
const WELL_KNOWN: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/^gcr\.io\/distroless\/(static|base|cc|python|java|node)/, 'distroless'],
  [/^cgr\.dev\/chainguard\/wolfi-base$/, 'wolfi'],
  [/^cgr\.dev\/chainguard/, 'chainguard'],
  [/^registry\.(?:access\.redhat\.com|redhat\.io)\/ubi\d+(?:\/ubi)?-?(micro|minimal|init)?/, 'ubi'],
  [/^(?:docker\.io\/)?(?:library\/)?archlinux$/, 'arch'],
]
/** Docker's official images whose name is the family. */
const OFFICIAL = /^(?:docker\.io\/)?(?:library\/)?(alpine|debian|ubuntu|busybox|fedora|amazonlinux|scratch)$/

/** No registry takes longer ones: 255 characters of name, 128 of tag, 135 of digest. */
const REFERENCE_LENGTH = 600

/** Reads `org.opencontainers.image.base.*`, of the manifest first: labels may be inherited from an image further down. */
export function statedBase({ annotations, config }: BaseClues): StatedBase {
  const { labels } = config.config
  const evidence = KEYS.flatMap((key) => {
    if (annotations[key]) return [`annotation ${key} says ${annotations[key]}`]
    return labels[key] ? [`label ${key} says ${labels[key]}`] : []
  })
  const reference = annotations[NAME_KEY] || labels[NAME_KEY]
  return { ...(reference ? recognise(reference) : { family: null, variant: null }), evidence }
}

function recognise(reference: string): Pick<StatedBase, 'family' | 'variant'> {
  if (reference.length > REFERENCE_LENGTH) return { family: null, variant: null }
  const [, name = '', tag = ''] = /^(.*?)(?::([^:/@]*))?(?:@.*)?$/.exec(reference) ?? []
  const official = OFFICIAL.exec(name)?.[1]
  if (official !== undefined) return { family: official, variant: /(?:^|-)slim$/.test(tag) ? 'slim' : null }
  for (const [pattern, family] of WELL_KNOWN) {
    const match = pattern.exec(name)
    if (match !== null) return { family, variant: match[1] ?? null }
  }
  return { family: null, variant: null }
}
