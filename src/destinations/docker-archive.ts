import { UsageError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { formatRegistryReference, parseRegistryReference, type RegistryReference } from '../reference.ts'
import { LAYOUT_INDEX } from '../sources/layout-index.ts'
import { blobName } from '../sources/oci-archive.ts'
import { splitPathAndTag } from '../sources/path-and-tag.ts'
import { SAVE_MANIFEST } from '../sources/saved-images.ts'
import { ArchiveDestination } from './archive.ts'
import type { Destination } from './destination.ts'
import { newLayoutIndex, REF_NAME } from './layout-index.ts'

/** The annotation by which containerd, and so Docker with its image store, knows an image's full name. */
const CONTAINERD_NAME = 'io.containerd.image.name'

/**
 * Opens `FILE[:REF]`, an archive for `docker load` in the form that `docker save` gives it since Docker 25: an image layout with
 * manifest.json beside its index, which older versions read. Layers are plain tars, as everything that loads such archives takes
 * them.
 * @throws {UsageError} when `FILE` cannot be a file, or `REF` is no image's name; {UnavailableError} when it cannot be written.
 */
export async function openDockerArchiveDestination(name: string): Promise<Destination> {
  const { path, tag: ref } = await splitPathAndTag(name)
  const fullName = ref === null ? null : fullNameOf(ref)
  const reference = `docker-archive:${path}`
  return ArchiveDestination.open(path, {
    name: 'docker-archive',
    reference: fullName === null ? reference : `${reference}:${fullName.text}`,
    wantsTars: true,
    documents({ descriptor, config, layers }) {
      const saved = {
        Config: blobName(config.digest),
        RepoTags: fullName === null ? null : [fullName.text],
        Layers: layers.map(({ digest }) => blobName(digest)),
      }
      return new Map([
        [LAYOUT_INDEX, newLayoutIndex(fullName === null ? descriptor : named(descriptor, fullName))],
        [SAVE_MANIFEST, Buffer.from(JSON.stringify([saved]))],
      ])
    },
  })
}

interface FullName {
  readonly text: string
  readonly tag: string
}

function fullNameOf(ref: string): FullName {
  const reference: RegistryReference = parseRegistryReference(ref)
  const { tag, digest } = reference
  if (tag !== null && digest === null) return { text: formatRegistryReference(reference), tag }
  throw new UsageError(`"${ref}" names an image by its digest, which only the result has; name a tag, such as app:1.0.`)
}

function named(descriptor: Descriptor, { text, tag }: FullName): Descriptor {
  return { ...descriptor, annotations: { [CONTAINERD_NAME]: text, [REF_NAME]: tag } }
}
