import type { LayoutBuilder, WrittenDescriptor } from '../../../fixtures/image-builder.ts'

/** What a manifest or index names. */
interface WrittenManifest {
  readonly config?: WrittenDescriptor
  readonly layers?: readonly WrittenDescriptor[]
  readonly manifests?: readonly WrittenDescriptor[]
}

/**
 * Pushes a manifest or index of a layout with all that it names, whatever it is: skopeo pushes images only. Without a tag it can
 * be had by its digest.
 */
export async function push(
  layout: LayoutBuilder,
  manifest: WrittenDescriptor,
  repository: string,
  tag: string = manifest.digest,
): Promise<void> {
  const [host, ...name] = repository.split('/')
  const base = `http://${host}/v2/${name.join('/')}`
  const bytes = layout.read(manifest.digest)
  const { config, layers = [], manifests = [] } = JSON.parse(String(bytes)) as WrittenManifest
  for (const nested of manifests) await push(layout, nested, repository)
  for (const { digest } of [...(config ? [config] : []), ...layers]) await pushBlob(layout.read(digest), digest, base)
  await put(new URL(`${base}/manifests/${tag}`), bytes, manifest.mediaType)
}

async function pushBlob(bytes: Buffer, digest: string, base: string): Promise<void> {
  const response = await fetch(`${base}/blobs/uploads/`, { method: 'POST' })
  const upload = new URL(response.headers.get('location') ?? '', base)
  upload.searchParams.set('digest', digest)
  await put(upload, bytes, 'application/octet-stream')
}

async function put(url: URL, bytes: Buffer, contentType: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'content-type': contentType },
  })
  if (!response.ok) throw new Error(`PUT ${url} was answered with ${response.status}: ${await response.text()}`)
}
