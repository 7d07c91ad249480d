import type { Digest } from '../../oci/digest.ts'
import type { LayerOrigin, LayerRole } from './planned-layer.ts'

/** A layer, as configs name it. */
export type WrittenConfigLayer = LayerOrigin & { readonly diffId: Digest }

/** What the config of a slimmed image says that its source's does not. */
interface ConfigChanges {
  /** RFC 3339. */
  readonly created: string
  readonly labels: Readonly<Record<string, string>>
  /** Base first. */
  readonly layers: readonly WrittenConfigLayer[]
  /** How many layers the source has. */
  readonly sourceLayers: number
  /** What stands in the history for a layer that was made new, behind `imgpeek slim`. */
  readonly mode: string
}

/** A config's history entry, with whatever else stands in it. */
export type Step = Readonly<Record<string, unknown>>

/** What stands in the history for a layer. */
export const ROLE_COMMENTS: Readonly<Record<LayerRole, string>> = {
  base: 'what is kept of a layer of the base',
  dependencies: "what is kept of the app's dependencies",
  app: 'what is kept of the app',
  metadata: 'what the image is made of',
}

/**
 * The config of a slimmed image: its source's with other layers, history and labels. Fields that are not known here stay.
 * @param source the bytes of the source's config, which are valid
 */
export function writtenConfig(source: Uint8Array, changes: ConfigChanges): Uint8Array {
  const document = JSON.parse(new TextDecoder().decode(source)) as Step
  const config = objectOf(document.config)
  const written = {
    ...document,
    created: changes.created,
    config: { ...config, Labels: { ...objectOf(config.Labels), ...changes.labels } },
    rootfs: { type: 'layers', diff_ids: changes.layers.map(({ diffId }) => diffId) },
    history: historyOf(Array.isArray(document.history) ? (document.history as readonly Step[]) : [], changes),
  }
  return Buffer.from(JSON.stringify(written))
}

/**
 * The steps that made the source stay, for whoever wants to know how it came to be; those whose layers are gone, or stand in other
 * layers now, say that they made none.
 */
function historyOf(steps: readonly Step[], { created, layers, sourceLayers, mode }: ConfigChanges): Step[] {
  const made = steps.filter(({ empty_layer: empty }) => empty !== true)
  // Some builders do not write down every layer: then no step is known for a layer's.
  const isMatched = made.length === sourceLayers
  const standing = new Map(
    layers
      .filter(({ role, reuses }) => role === 'base' || reuses !== null)
      .map((layer) => [layer.sources[0]!, layer] as const),
  )
  const added = layers.filter(({ role, reuses }) => role !== 'base' && reuses === null)
  const ours = (role: LayerRole): Step => ({
    created,
    created_by: `imgpeek slim --mode ${mode} # ${role}`,
    comment: ROLE_COMMENTS[role],
  })
  let next = 0
  const before = steps.map((step) => {
    if (step.empty_layer === true) return step
    const layer = isMatched ? standing.get(next++) : undefined
    if (layer === undefined) return { ...step, empty_layer: true }
    return layer.reuses === null ? { ...step, comment: `imgpeek slim --mode ${mode}: ${ROLE_COMMENTS.base}` } : step
  })
  const unmatched = isMatched
    ? []
    : [...standing.values()].map(({ reuses }) => (reuses === null ? ours('base') : { created }))
  return [...before, ...unmatched, ...added.map(({ role }) => ours(role))]
}

/** What stands in a config for an object; empty for anything else. */
export function objectOf(value: unknown): Step {
  return typeof value === 'object' && value !== null ? (value as Step) : {}
}
