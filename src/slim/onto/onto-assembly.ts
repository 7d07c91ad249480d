import { encodeConfig } from '../../copy/encode-config.ts'
import type { Image } from '../../sources/image.ts'
import type { Assembly } from '../write/assembly.ts'
import { originLabels, type Tool } from '../write/origin-labels.ts'
import { BASE_LABEL, ontoConfig } from './onto-config.ts'
import { ontoLayers } from './onto-layers.ts'
import type { OntoPlan } from './onto-plan.ts'

/** An image of what comes along and the base below it. */
export async function ontoBase(
  plan: OntoPlan,
  { source, base }: { readonly source: Image; readonly base: Image },
  tool: Tool,
): Promise<Assembly> {
  const { slim } = plan
  const labels = { ...originLabels(slim, tool), ...baseLabels(plan) }
  const manifest = await source.manifest()
  const annotations = Object.entries(manifest?.annotations ?? {}).filter(([name]) => !BASE_LABEL.test(name))
  const configs = {
    source: (await source.rawConfig()) ?? encodeConfig(slim.image.config, []),
    base: await base.rawConfig(),
  }
  return {
    plan: slim,
    below: { inventory: plan.base, image: base },
    layers: (times) => ontoLayers(plan, times),
    config: ({ created, layers }) => ontoConfig(plan, { ...configs, created, labels, layers }),
    annotations: { ...Object.fromEntries(annotations), ...labels },
  }
}

/** Which base it is (OCI image specification, annotations.md); its name only where that means the same to others. */
function baseLabels({ base: { descriptor, source, reference } }: OntoPlan): Record<string, string> {
  return {
    ...(descriptor !== null && { 'org.opencontainers.image.base.digest': descriptor.digest }),
    ...(source === 'registry' && { 'org.opencontainers.image.base.name': reference }),
  }
}
