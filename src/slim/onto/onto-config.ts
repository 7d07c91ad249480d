import type { ExecutionConfig } from '../../oci/config.ts'
import { objectOf, ROLE_COMMENTS, type Step, type WrittenConfigLayer } from '../write/written-config.ts'
import type { OntoPlan } from './onto-plan.ts'

/** What the config of an image on another base is made of. */
interface OntoConfig {
  /** The bytes of the configs of both images, which are valid; null where the base has none. */
  readonly source: Uint8Array
  readonly base: Uint8Array | null
  /** RFC 3339. */
  readonly created: string
  readonly labels: Readonly<Record<string, string>>
  /** Base first. */
  readonly layers: readonly WrittenConfigLayer[]
}

/** Labels by which an image names the base that it was built on (OCI image specification, annotations.md). */
export const BASE_LABEL = /^org\.opencontainers\.image\.base\./

/**
 * The config of an image on another base: the app's command, user and directories; of the environment what the app does not set, as
 * the base sets it; of the base its history, behind which stand the steps that put the app onto it.
 */
export function ontoConfig({ slim, base }: OntoPlan, config: OntoConfig): Uint8Array {
  const { created, labels, layers } = config
  const document = JSON.parse(new TextDecoder().decode(config.source)) as Step
  const own = objectOf(document.config)
  const ownLabels = Object.entries(objectOf(own.Labels)).filter(([name]) => !BASE_LABEL.test(name))
  const { env, user } = mergedConfig(slim.image.config.config, base.config.config)
  const written = {
    ...document,
    created,
    config: {
      ...own,
      Env: env,
      ...(user !== '' && { User: user }),
      Labels: { ...Object.fromEntries(ownLabels), ...labels },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [
      ...historyOf(config.base, layers.filter(({ role }) => role === 'base').length, created),
      ...layers
        .filter(({ role }) => role !== 'base')
        .map(({ role }) => ({
          created,
          created_by: `imgpeek slim --mode ${slim.mode} --onto # ${role}`,
          comment: ROLE_COMMENTS[role],
        })),
    ],
  }
  return Buffer.from(JSON.stringify(written))
}

/** Environment and user of an app on a base: the app's stand, and what it does not say is the base's, as for `fit`. */
function mergedConfig(app: ExecutionConfig, base: ExecutionConfig): { readonly env: string[]; readonly user: string } {
  const nameOf = (variable: string): string => variable.replace(/=.*/s, '')
  const set = new Set(app.env.map(nameOf))
  return {
    env: [...base.env.filter((variable) => !set.has(nameOf(variable))), ...app.env],
    user: app.user || base.user,
  }
}

/** The base's steps; where they do not tell which made its layers, they say that they made none, and the layers have no step. */
function historyOf(config: Uint8Array | null, count: number, created: string): Step[] {
  const history = config === null ? [] : (JSON.parse(new TextDecoder().decode(config)) as Step).history
  const steps = Array.isArray(history) ? (history as readonly Step[]) : []
  if (steps.filter(({ empty_layer: empty }) => empty !== true).length === count) return [...steps]
  return [
    ...steps.map((step) => ({ ...step, empty_layer: true })),
    ...Array.from({ length: count }, () => ({ created })),
  ]
}
