import type { ImageInventory } from '../inventory/image-inventory.ts'
import { octalMode } from '../layers/layer-entry.ts'
import type { FieldValue } from '../report/diff-document.ts'
import { compareFields, each, type Field, fieldsSection, one } from './fields.ts'
import type { LayerSection } from './section.ts'

const FIELDS: readonly Field<ImageInventory>[] = [
  { name: 'runsAsRoot', values: ({ posture }) => one(posture.runsAsRoot) },
  { name: 'setuid', values: (image) => modes(image, image.posture.setuid) },
  { name: 'capabilities', values: ({ posture }) => byPath(posture.capabilities) },
  { name: 'worldWritable', values: (image) => modes(image, image.posture.worldWritable) },
  { name: 'shells', values: ({ posture }) => each(posture.shells) },
  { name: 'packageManagers', values: ({ posture }) => each(posture.packageManagers) },
  { name: 'caCertificates', values: ({ posture }) => one(posture.caCertificates) },
  { name: 'timezones', values: ({ posture }) => one(posture.timezones) },
  { name: 'passwd', values: ({ posture }) => one(posture.passwd) },
  { name: 'group', values: ({ posture }) => one(posture.group) },
  { name: 'nsswitch', values: ({ posture }) => one(posture.nsswitch) },
  { name: 'tmp', values: ({ posture }) => one(posture.tmp) },
]

/** What the images offer whoever gets into their containers, and what programs usually look for. */
export const postureSection: LayerSection<'posture'> = {
  reads: 'layers',
  compare: ({ before, after, how: { limit } }) =>
    fieldsSection(compareFields(FIELDS, before.inventory, after.inventory), limit),
  same: () => fieldsSection([], 0),
}

/** Paths with their modes: what is setuid to start with may become setgid as well. */
function modes({ tree }: ImageInventory, paths: readonly string[]): ReadonlyMap<string, FieldValue> {
  return new Map(paths.map((path) => [path, octalMode(tree.get(path)?.mode ?? 0)]))
}

function byPath(files: ImageInventory['posture']['capabilities']): ReadonlyMap<string, FieldValue> {
  return new Map(files.map(({ path, capabilities }) => [path, capabilities]))
}
