import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerRuntime, RunnableImage, RuntimeOptions } from '../../containers/runtime.ts'
import { chooseRuntime, runtimesNamed } from '../../containers/runtimes.ts'
import { copyImage } from '../../copy/copy-image.ts'
import { openDestination } from '../../destinations/index.ts'
import { UsageError } from '../../errors.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { withOpenImages } from '../../inventory/read-images.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import { formatPlatform } from '../../oci/platform.ts'
import type { SlimVerification } from '../../report/slim-verification.ts'
import type { Image } from '../../sources/image.ts'
import type { SlimmedImage, WriteSlimOptions } from '../write/write-slim.ts'
import { isVerified, verifyImages } from './verify-images.ts'
import type { VerifyRequest } from './verify-request.ts'

/** What is run, and by what. */
export interface Verifying {
  readonly runtime: ContainerRuntime
  readonly request: VerifyRequest
}

/**
 * Finds what can run containers here, before anything else is done.
 * @throws {UnavailableError} when nothing can; {UsageError} when what is wanted cannot do what is wanted
 */
export async function prepareVerifying(
  request: VerifyRequest,
  { env, signal }: Partial<RuntimeOptions>,
): Promise<Verifying> {
  const named = runtimesNamed(request.runtime ?? null)
  // on this machine's own network, somebody else's server could answer
  const needsOwn = request.network === true && request.requests.length > 0
  const wanted = named.filter(({ sharesNetwork }) => !needsOwn || !sharesNetwork)
  if (wanted.length === 0) {
    throw new UsageError(
      `With a network, ${request.runtime} cannot tell a container's server from others: leave one out.`,
    )
  }
  return { request, runtime: await chooseRuntime(wanted, { env: env ?? {}, signal }) }
}

/** What came of it. */
export interface VerifiedImage {
  /** Null where source and result did not answer the same. */
  readonly slimmed: SlimmedImage | null
  readonly verification: SlimVerification
}

/** Where a slimmed image comes from. */
interface Sources {
  readonly source: RunnableImage
  /** The open image whose layers it has as they are. */
  readonly below: Image
}

/**
 * Writes a slimmed image to a temporary place, runs it beside its source, and copies it to the destination if both answer the same.
 * @throws the same as `write`, `verifyImages` and `copyImage`
 */
export async function writeVerified(
  write: (destination: string) => Promise<SlimmedImage>,
  destination: string,
  options: WriteSlimOptions,
  { source, below, runtime, request }: Verifying & Sources,
): Promise<VerifiedImage> {
  await refuseUnfit(destination, options)
  const { env, signal, limits, onProgress } = options
  const directory = await mkdtemp(join(tmpdir(), 'imgpeek-'))
  const layout = `oci:${directory}`
  try {
    const slimmed = await write(layout)
    const platform = formatPlatform(source.inventory.config.platform)
    const reading = { env, platform, ...(signal && { signal }), ...(limits && { limits }) }
    return await withOpenImages([{ reference: layout }], reading, async ([staged]) => {
      const result = { inventory: await inventoryIn(staged!, slimmed.result), image: staged! }
      const verification = await verifyImages(runtime, { source, result }, request, { env, signal, limits, onProgress })
      if (!isVerified(verification)) return { slimmed: null, verification }
      const copied = await copyImage(staged!, destination, { ...options, origin: below })
      const layers = slimmed.layers.map((layer, index) => ({ ...layer, ...copied.layers[index]! }))
      return { slimmed: { ...slimmed, ...copied, layers }, verification }
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** What was read while it was written, with the layers where they can be read again. */
async function inventoryIn(staged: Image, result: ImageInventory): Promise<ImageInventory> {
  const layers = await staged.layers()
  return { ...result, layers: result.layers.map((layer, index) => ({ ...layer, layer: layers[index]! })) }
}

/** @throws what opening the destination throws, before much work is done for it in vain */
async function refuseUnfit(destination: string, options: WriteSlimOptions): Promise<void> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const opened = await openDestination(destination, { ...options, limits })
  await opened.close()
}
