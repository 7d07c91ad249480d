import type { Base, BaseClues } from './base.ts'

/** What DockerSlim, SlimToolkit and MinToolkit label their output with, each under the project's name of its time. */
const PREFIXES = ['docker-slim', 'slimtoolkit', 'mintoolkit']

/** An image that was minified into a single layer; the variant is the distribution that is left in it. */
export function dockerSlim({ config, os }: BaseClues): Base | null {
  const { labels } = config.config
  const prefix = PREFIXES.find((known) => labels[`${known}.version`] !== undefined)
  if (prefix === undefined) return null
  const source = labels[`${prefix}.source.image`]
  return {
    family: 'docker-slim',
    variant: os?.id ?? null,
    tags: [],
    evidence: [
      `label ${prefix}.version says ${labels[`${prefix}.version`]}`,
      ...(source ? [`label ${prefix}.source.image says ${source}`] : []),
    ],
  }
}
