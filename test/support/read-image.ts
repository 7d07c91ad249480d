import { onTestFinished } from 'vitest'
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts'
import type { Image, Layer } from '../../src/sources/image.ts'
import { openImage } from '../../src/sources/index.ts'
import type { SourceOptions } from '../../src/sources/options.ts'

/** Opens an image with the limits that hold by default, but for those given. It is closed when the test is over. */
export async function open(
  reference: string,
  { limits, ...options }: Partial<Omit<SourceOptions, 'limits'>> & { limits?: Partial<Limits> } = {},
): Promise<Image> {
  const image = await openImage(reference, { env: {}, ...options, limits: { ...DEFAULT_LIMITS, ...limits } })
  onTestFinished(() => image.close())
  return image
}

/** All that a layer streams. */
export async function bytesOf(layer: Layer): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of layer.open()) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** The bytes of every layer of an image. */
export async function layerBytes(reference: string, options: Parameters<typeof open>[1] = {}): Promise<Buffer[]> {
  const layers: Buffer[] = []
  for (const layer of await (await open(reference, options)).layers()) layers.push(await bytesOf(layer))
  return layers
}
