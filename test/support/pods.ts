import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type PodDocument, PodReader, parseImageMap, planImages, readImages } from '../../src/index.ts'
import { parseManifest } from '../../src/kubernetes/parse-manifest.ts'
import { committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { noise } from './noise.ts'

/** A layer of an image: what is in it by path, and the history's text for it; `after` is a step behind it that makes no layer. */
export interface MadeLayer {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** A whole tar in place of files. */
  readonly tar?: Uint8Array
  readonly createdBy: string
  readonly after?: string
}

/** A root filesystem of a distribution with nothing to run, of some size, as its publisher makes it. */
export function systemLayer(id: string, bytes: number): MadeLayer {
  return {
    files: { 'etc/os-release': `ID=${id}\nVERSION_ID=1\n`, [`usr/${id}`]: noise(bytes, id) },
    createdBy: 'ADD rootfs.tar.xz / # buildkit',
    after: 'CMD ["bash"]',
  }
}

/** `COPY hello /`: a static program. */
export async function programLayer(): Promise<MadeLayer> {
  const { layers } = await uncompressedSpec(committedLayout('static'))
  return { tar: layers[0]!.tar, createdBy: 'COPY hello / # buildkit' }
}

/** Writes an image of these layers below a directory; its name as imgpeek takes it. */
export async function layoutOf(
  scratch: string,
  made: readonly MadeLayer[],
  spec: Pick<ImageSpec, 'config' | 'architecture'> = {},
): Promise<string> {
  const layers = await Promise.all(
    made.map(async ({ files = {}, tar, createdBy }) => {
      const layer = new LayerBuilder()
      for (const [path, content] of Object.entries(files)) layer.file(path, content, { mode: 0o755 })
      // what compressors make of it may change
      return { tar: tar ?? (await layer.build()), packing: 'none' as const, createdBy }
    }),
  )
  const emptySteps = made.flatMap(({ after: createdBy }, after) =>
    createdBy === undefined ? [] : [{ after, createdBy }],
  )
  return `oci:${writeLayout(mkdtempSync(join(scratch, 'image-')), { ...spec, layers, emptySteps }).directory}`
}

/**
 * What is said of the pods of a manifest.
 * @param images its images, by the names that it has for them
 * @param cache a directory in which layers are kept from one manifest to the next
 */
export async function podsOf(
  manifest: string | object,
  images: Readonly<Record<string, string>>,
  cache: string,
): Promise<PodDocument> {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  const { workloads, notes } = parseManifest(text, 'm.yaml')
  const map = parseImageMap(Object.entries(images).map((entry) => entry.join('=')))
  const plan = planImages(workloads, { map })
  const reader = new PodReader(plan)
  await readImages(plan.images, { env: { XDG_CACHE_HOME: cache } }, (inventory, _image, index) =>
    reader.see(inventory, index),
  )
  return reader.finish(notes, [])
}

/** A pod of these containers, by name, each with its image. */
export function podOf(containers: Readonly<Record<string, string>>, more: object = {}): object {
  const list = Object.entries(containers).map(([name, image]) => ({ name, image }))
  return { kind: 'Pod', metadata: { name: 'p' }, spec: { containers: list, ...more } }
}
