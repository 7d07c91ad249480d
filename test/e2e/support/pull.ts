import { createHash } from 'node:crypto'
import { DEFAULT_LIMITS } from '../../../src/limits.ts'
import type { Layer } from '../../../src/sources/image.ts'
import type { SourceOptions } from '../../../src/sources/options.ts'
import { openRegistryImage } from '../../../src/sources/registry.ts'

/** What a pull gave. */
interface Pulled {
  readonly digest: string | undefined
  readonly mediaType: string | undefined
  /** Each layer's digest, as its bytes have it. */
  readonly layers: readonly string[]
}

/** Opens an image of a registry, reads it all, and closes it. Nothing of the machine that the test runs on is seen. */
export async function pull(reference: string, options: Partial<SourceOptions> = {}): Promise<Pulled> {
  const env = { HOME: '/nonexistent', ...options.env }
  const image = await openRegistryImage(reference, { platform: 'linux/amd64', limits: DEFAULT_LIMITS, ...options, env })
  try {
    const layers = await Promise.all((await image.layers()).map(digestOf))
    return { digest: image.descriptor?.digest, mediaType: image.descriptor?.mediaType, layers }
  } finally {
    await image.close()
  }
}

async function digestOf(layer: Layer): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of layer.open()) hash.update(chunk)
  return `sha256:${hash.digest('hex')}`
}

/** What a pull that must not succeed failed with. */
export async function pullFailure(reference: string, options: Partial<SourceOptions> = {}): Promise<Error> {
  const pulled = await pull(reference, options).catch((error: unknown) => error)
  if (pulled instanceof Error) return pulled
  throw new Error(`${reference} was pulled, although it should not be possible`)
}
