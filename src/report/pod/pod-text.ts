import type { ContainerSection, PodDocument, PodSection } from '../pod-document.ts'
import { formatBytes, formatCount, formatShare } from '../quantity.ts'

/** `Deployment shop/web`, with where in it where it has several pods. */
export function podName({ kind, namespace, name, path }: PodSection): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}${path === null ? '' : ` (${path})`}`
}

/** `init migrate`; containers that are nothing else go by their names. */
export function containerName({ kind, name }: ContainerSection): string {
  return kind === 'container' ? name : `${kind} ${name}`
}

/** How many images a pod's containers have between them, as far as they could be read. */
export function imagesOf({ containers }: PodSection): number[] {
  return [...new Set(containers.flatMap(({ imageIndex }) => imageIndex ?? []))]
}

/** What a fresh node takes for a pod, and what is shared, in sentences. */
export function pullTexts(pod: PodSection): string[] {
  const { separate, together, containers } = pod
  const images = imagesOf(pod).length
  const isIncomplete = containers.some(({ imageIndex }) => imageIndex === null)
  const least = isIncomplete ? 'at least ' : ''
  const all = containers.length === images ? '' : ` for ${formatCount(containers.length, noun(pod))}`
  return [
    `A fresh node pulls ${least}${formatBytes(together.compressedBytes)} and unpacks ${formatBytes(together.layerBytes)}: ` +
      `${formatCount(images, 'image')}${all}.`,
    ...(images < 2 ? [] : [sharedText(separate.compressedBytes, together.compressedBytes)]),
  ]
}

/** What one node takes that runs all pods, and what these share, in sentences. */
export function nodeTexts({ node: { separate, together }, images }: PodDocument): string[] {
  return [
    `A fresh node that runs all of them pulls ${formatBytes(together.compressedBytes)} and unpacks ` +
      `${formatBytes(together.layerBytes)}.`,
    ...(images.length < 2 ? [] : [sharedText(separate.compressedBytes, together.compressedBytes)]),
  ]
}

/** What layers in common save. */
function sharedText(separateBytes: number, togetherBytes: number): string {
  const saved = separateBytes - togetherBytes
  if (saved === 0) return 'The images have no layer in common.'
  return `One by one the images take ${formatBytes(separateBytes)}: layers in common save ${formatBytes(saved)} (${formatShare(saved, separateBytes)}).`
}

/** What one base for all would save, in sentences; none where there is one image only. */
export function oneBaseTexts(pod: PodSection, { images }: PodDocument): string[] {
  if (imagesOf(pod).length < 2) return []
  const { oneBase, together, containers } = pod
  const { says, saves, bases, unknown } = oneBase
  const labelOf = (image: number): string =>
    containers.find(({ imageIndex }) => imageIndex === image)?.label ?? images[image]!.reference
  const untold =
    unknown.length === 0 ? [] : [`Where the base of ${unknown.map(labelOf).join(', ')} ends cannot be told.`]
  if (saves === null) return [says, ...untold]
  const { compressedBytes, layerBytes } = bases.find(({ image }) => image === saves.image)!
  const along = saves.fits.filter(({ addBytes }) => addBytes > 0)
  return [
    `If all stood on that of ${labelOf(saves.image)} (${baseText(images[saves.image]!.base)}, ${formatBytes(compressedBytes)}, ` +
      `unpacked ${formatBytes(layerBytes)}), a node would pull ${formatBytes(saves.compressedBytes)} less ` +
      `(${formatShare(saves.compressedBytes, together.compressedBytes)}) and unpack ${formatBytes(saves.layerBytes)} less.`,
    ...along.map(({ image, addBytes }) => `${labelOf(image)} would have to bring ${formatBytes(addBytes)} along.`),
    ...untold,
  ]
}

/** `debian slim`. */
export function baseText({ family, variant }: { readonly family: string; readonly variant: string | null }): string {
  return variant === null ? family : `${family} ${variant}`
}

function noun({ kind }: PodSection): string {
  return kind === 'Compose' ? 'service' : 'container'
}
