import { formatPlatform } from '../oci/platform.ts'
import { renderCsv } from './csv.ts'
import type { InspectDocument } from './inspect-document.ts'
import type { ContainerSection, PodDocument, PodSection } from './pod-document.ts'

/** What stands between the items of a list. */
const SEPARATOR = '; '

/** What a record is made of. */
interface Row {
  readonly pod: PodSection
  readonly container: ContainerSection
  /** Undefined where the image was left out. */
  readonly image: InspectDocument | undefined
}

type Field = string | number | boolean | null | undefined

/** The fields of a record, by name. */
const FIELDS: readonly (readonly [name: string, value: (row: Row) => Field])[] = [
  ['kind', ({ pod }) => pod.kind],
  ['namespace', ({ pod }) => pod.namespace],
  ['name', ({ pod }) => pod.name],
  ['path', ({ pod }) => pod.path],
  ['pods', ({ pod }) => pod.count],
  ['container', ({ container }) => container.name],
  ['containerKind', ({ container }) => container.kind],
  ['image', ({ container }) => container.image],
  ['reference', ({ image }) => image?.reference],
  ['digest', ({ image }) => image?.digest],
  ['platform', ({ image }) => image && formatPlatform(image.platform)],
  ['compressedBytes', ({ image }) => image?.size.compressedBytes],
  ['layerBytes', ({ image }) => image?.size.layerBytes],
  ['contentBytes', ({ image }) => image?.size.contentBytes],
  ['addsCompressedBytes', ({ container }) => container.adds?.compressedBytes],
  ['addsLayerBytes', ({ container }) => container.adds?.layerBytes],
  ['base', ({ image }) => image?.base.family],
  ['baseVariant', ({ image }) => image?.base.variant],
  ['libc', ({ image }) => image?.libc.family],
  ['libcVersion', ({ image }) => image?.libc.version],
  ['packages', ({ image }) => image?.packages.length],
  ['user', ({ container }) => container.user],
  ['runsAsRoot', ({ container }) => container.runsAsRoot],
  ['shells', ({ image }) => image?.posture.shells.join(SEPARATOR)],
  ['pullPolicy', ({ container }) => container.pullPolicy],
  ['debug', ({ container }) => container.debug?.command],
]

/** Pods as CSV: a record a container; numbers as they are. What is not known of an image that was left out stands empty. */
export function renderPodCsv({ pods, images }: PodDocument): string {
  const rows = pods.flatMap((pod) =>
    pod.containers.map((container): Row => {
      const { imageIndex } = container
      return { pod, container, image: imageIndex === null ? undefined : images[imageIndex] }
    }),
  )
  const records = rows.map((row) => FIELDS.map(([, value]) => value(row) ?? null))
  return renderCsv([FIELDS.map(([name]) => name), ...records])
}
