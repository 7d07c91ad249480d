import type { ImageInventory } from '../inventory/image-inventory.ts'
import { formatPlatform } from '../oci/platform.ts'
import { compareFields, type Field, fieldsSection, one } from './fields.ts'
import type { LayerSection } from './section.ts'

const FIELDS: readonly Field<ImageInventory>[] = [
  { name: 'platform', values: ({ config }) => one(formatPlatform(config.platform)) },
  { name: 'os', values: ({ os }) => one(os && spaced([os.id, os.versionId, os.variantId])) },
  { name: 'base', values: ({ base }) => one(spaced([base.family, base.variant, ...base.tags])) },
  { name: 'libc', values: ({ libc }) => one(libc.family === 'none' ? null : spaced([libc.family, libc.version])) },
  { name: 'loader', values: ({ libc }) => one(libc.loader) },
  { name: 'requires', values: ({ binaries }) => new Map(Object.entries(binaries.requires)) },
  { name: 'unresolved', values: ({ binaries }) => unresolved(binaries.unresolved) },
]

/** What programs find to run on, and what they need of it. */
export const systemSection: LayerSection<'system'> = {
  reads: 'layers',
  compare: ({ before, after, how: { limit } }) =>
    fieldsSection(compareFields(FIELDS, before.inventory, after.inventory), limit),
  same: () => fieldsSection([], 0),
}

function spaced(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ')
}

/** The libraries that each binary lacks. */
function unresolved(lacking: ImageInventory['binaries']['unresolved']): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(lacking, ({ path }) => path)
  return new Map(Array.from(byPath, ([path, needs]) => [path, needs.map((need) => need.needs)]))
}
