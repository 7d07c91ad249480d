import { formatPlatform } from '../oci/platform.ts'
import { brief } from './gate/result-text.ts'
import { tallyOf } from './gate/verdict.ts'
import type { BudgetResult, BudgetUnit, GateDocument, GatedSection } from './gate-document.ts'

/** A metric and its values; all of them stand together (OpenMetrics 1.0, MetricFamily). */
interface Family {
  readonly help: string
  readonly unit: string | null
  /** By the text of the labels. No two have the same. */
  readonly samples: Map<string, number>
}

type Labels = Readonly<Record<string, string>>

/** How OpenMetrics calls units; a metric's name ends with its unit's. */
const UNITS: Readonly<Record<NonNullable<BudgetUnit>, string | null>> = { bytes: 'bytes', count: null, share: 'ratio' }

/**
 * The figures of a gate as OpenMetrics 1.0 text, for GitLab's metrics reports, which compare each with the target branch by its name and
 * labels. So what is another one in each run is left out: the image's name, and what was fetched.
 */
export function renderGateMetrics({ images }: GateDocument): string {
  const families = new Map<string, Family>()
  for (const image of images) addImage(families, image)
  const lines = [...families].flatMap(([name, { help, unit, samples }]) => [
    `# TYPE ${name} gauge`,
    ...(unit === null ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...[...samples].map(([labels, value]) => `${name}${labels} ${value}`),
  ])
  return `${[...lines, '# EOF'].join('\n')}\n`
}

function addImage(families: Map<string, Family>, image: GatedSection): void {
  const named: Labels = {
    ...(image.label !== undefined && { image: image.label }),
    ...(image.platform !== null && { platform: formatPlatform(image.platform) }),
  }
  const { fail, warn } = tallyOf([image])
  add(families, { name: 'imgpeek_gate_failures', unit: null, help: 'Rules that fail' }, named, fail)
  add(families, { name: 'imgpeek_gate_warnings', unit: null, help: 'Rules that warn' }, named, warn)
  for (const result of image.results) {
    const { actual, subject, title, unit } = result
    if (actual === null || unit === null || !Number.isFinite(actual)) continue
    const labels: Labels = { ...named, ...(subject !== null && { subject }) }
    add(families, { name: metricName(result), unit: UNITS[unit], help: title }, labels, actual)
  }
}

/** `compressedSize` as `imgpeek_compressed_size`. */
function metricName({ budget }: BudgetResult): string {
  return `imgpeek_${budget.replace(/[A-Z]/g, '_$&').toLowerCase()}`
}

/** Adds a value, unless there is one of the same labels: two rules may be about the same figure. */
function add(
  families: Map<string, Family>,
  { name, unit, help }: { readonly name: string; readonly unit: string | null; readonly help: string },
  labels: Labels,
  value: number,
): void {
  const full = unit === null ? name : `${name}_${unit}`
  const family = families.get(full) ?? { help, unit, samples: new Map() }
  families.set(full, family)
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(brief(text)).replaceAll('"', '\\"')}"`)
  const key = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
  if (!family.samples.has(key)) family.samples.set(key, value)
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
