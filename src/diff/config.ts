import type { ExecutionConfig } from '../oci/config.ts'
import type { FieldValue } from '../report/diff-document.ts'
import { compareFields, each, type Field, fieldsSection, one } from './fields.ts'
import type { ManifestSection } from './section.ts'

const FIELDS: readonly Field<ExecutionConfig>[] = [
  { name: 'entrypoint', values: ({ entrypoint }) => one(entrypoint) },
  { name: 'cmd', values: ({ cmd }) => one(cmd) },
  { name: 'user', values: ({ user }) => one(user) },
  { name: 'workingDir', values: ({ workingDir }) => one(workingDir) },
  { name: 'env', values: ({ env }) => new Map(env.map(assignment)) },
  { name: 'exposedPorts', values: ({ exposedPorts }) => each(exposedPorts) },
  { name: 'volumes', values: ({ volumes }) => each(volumes) },
  { name: 'labels', values: ({ labels }) => new Map(Object.entries(labels)) },
  { name: 'stopSignal', values: ({ stopSignal }) => one(stopSignal) },
  { name: 'healthcheck', values: ({ healthcheck }) => new Map(Object.entries(healthcheck ?? {})) },
  { name: 'shell', values: ({ shell }) => one(shell) },
]

/** What containers start with. */
export const configSection: ManifestSection<'config'> = {
  reads: 'manifests',
  compare: (before, after, { limit }) =>
    fieldsSection(compareFields(FIELDS, before.config.config, after.config.config), limit),
}

/** `NAME=VALUE`; of a variable that is there twice, the later one holds. */
function assignment(text: string): [string, FieldValue] {
  const equals = text.indexOf('=')
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}
