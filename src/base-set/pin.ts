import { readListText } from '../image-list/read.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import { formatRegistryReference, parseReference, parseRegistryReference } from '../reference.ts'
import { PATH_SYNTAX } from '../sources/detect.ts'
import type { SourceOptions } from '../sources/options.ts'
import { resolveTag } from '../sources/registry.ts'
import { type BaseChoice, chooseBases, SHIPPED_BASES } from './read-bases.ts'

/** How registries are asked. */
export type PinOptions = Omit<SourceOptions, 'limits' | 'platform'>

/** A list of bases with digests. */
export interface PinnedBases {
  /** The file with the chosen entries, their digests beside their tags; its comments are kept. */
  readonly text: string
  /** Labels of entries that were left as they are, because no registry has them. */
  readonly unpinned: readonly string[]
}

/**
 * Asks registries for the digests of bases, of each tag as it is now; a digest that the file had is replaced.
 * @throws {UsageError} when the file is wrong or has no such set; {UnavailableError} when it or an image cannot be had
 */
export async function pinBases(choice: BaseChoice, options: PinOptions): Promise<PinnedBases> {
  const file = choice.file ?? SHIPPED_BASES
  const text = await readListText(file)
  const [{ parseImageList }, { rewriteImageList }] = await Promise.all([
    import('../image-list/parse.ts'),
    import('../image-list/rewrite.ts'),
  ])
  const entries = parseImageList(text, file)
  const chosen = chooseBases(entries, choice)
  const pinning = chosen.map(async (entry) => [entry, await pinnedReference(entry.reference, options)] as const)
  const references = new Map(await Promise.all(pinning))
  const rewritten = entries.map((entry) => {
    const reference = references.get(entry)
    return reference === undefined ? null : { label: entry.label, reference }
  })
  return {
    text: rewriteImageList(text, rewritten),
    unpinned: chosen.filter((entry) => references.get(entry) === null).map(({ label }) => label),
  }
}

/** `NAME:TAG@DIGEST`, or as it is where it has a digest and no tag; null for what is in no registry. */
async function pinnedReference(reference: string, options: PinOptions): Promise<string | null> {
  const { scheme, name } = parseReference(reference)
  if (scheme === null ? PATH_SYNTAX.test(name) : scheme !== 'registry') return null
  const parts = parseRegistryReference(name)
  if (parts.tag === null) return formatRegistryReference(parts)
  const digest = await resolveTag(parts, { ...options, limits: DEFAULT_LIMITS })
  return formatRegistryReference({ ...parts, digest })
}
