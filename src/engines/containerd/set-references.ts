import type { Descriptor } from '../../oci/descriptor.ts'
import type { Digest } from '../../oci/digest.ts'
import type { Manifest } from '../../oci/manifest.ts'
import type { CallScope, ContainerdChannel } from './channel.ts'

/**
 * Tells containerd which blobs a manifest refers to, so that they are kept with it: it does not read manifests itself
 * (github.com/containerd/containerd, docs/garbage-collection.md). The labels are those that its own tools set.
 * @throws {ContainerdError} when containerd fails; {InterruptedError} when the signal fires.
 */
export async function setReferences(
  channel: ContainerdChannel,
  scope: CallScope,
  manifest: Digest,
  { config, layers }: Pick<Manifest, 'config' | 'layers'>,
): Promise<void> {
  const isKept = ({ urls = [] }: Descriptor): boolean => urls.length === 0
  const labels = Object.fromEntries([
    ['containerd.io/gc.ref.content.config', config.digest],
    ...layers.flatMap((layer, index) =>
      isKept(layer) ? [[`containerd.io/gc.ref.content.l.${index}`, layer.digest]] : [],
    ),
  ])
  const paths = Object.keys(labels).map((label) => `labels.${label}`)
  await channel.call('content.v1.Content/Update', { info: { digest: manifest, labels }, updateMask: { paths } }, scope)
}
