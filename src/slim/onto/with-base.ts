import { loginFor } from '../../copy/source-login.ts'
import { type InspectOptions, type OpenedImage, withImage } from '../../inventory/read-images.ts'
import { formatPlatform, UNKNOWN } from '../../oci/platform.ts'
import { MissingPlatformError } from '../../oci/select-platform.ts'
import type { Prepared } from '../prepared.ts'
import { SLIM_FACTS } from '../slim-facts.ts'
import type { SlimOptions } from '../slim-options.ts'
import { planOnto } from './plan-onto.ts'
import { preparedOnto } from './prepared-onto.ts'

interface BaseRequest extends InspectOptions {
  readonly slim: SlimOptions
  /** `[SCHEME:]NAME`; null where nothing is to be written. */
  readonly destination: string | null
}

/**
 * Reads the base that `reference`, `[SCHEME:]NAME`, names, for the platform of the image that is to be put onto it, and keeps it open
 * while `use` works with what becomes of the image there.
 * @throws the same as `readImage` and `planOnto`, and what `use` throws
 */
export async function withBase<Result>(
  reference: string,
  source: OpenedImage,
  { slim, destination, ...request }: BaseRequest,
  use: (prepared: Prepared) => Promise<Result>,
): Promise<Result> {
  const { platform } = source.inventory.config
  const isKnown = platform.os !== UNKNOWN && platform.architecture !== UNKNOWN
  const { platform: _platform, ...anyPlatform } = {
    ...request,
    ...loginFor(reference, [...(destination === null ? [] : [destination]), source.inventory.reference], request),
    extraFacts: SLIM_FACTS,
  }
  const read = (options: InspectOptions): Promise<Result> =>
    withImage(reference, options, (inventory, image) =>
      use(preparedOnto(planOnto(source.inventory, inventory, slim), source, { inventory, image })),
    )
  if (!isKnown) return read(anyPlatform)
  try {
    return await read({ ...anyPlatform, platform: formatPlatform(platform) })
  } catch (error) {
    // for whatever platform it is, that is why it does not fit
    if (error instanceof MissingPlatformError) return read(anyPlatform)
    throw error
  }
}
