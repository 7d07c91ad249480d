import { UsageError } from '../errors.ts'
import { isDigest } from '../oci/digest.ts'

const COMPONENT = '[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*'
/** The grammar of `org.opencontainers.image.ref.name` (OCI image specification, annotations.md). */
const TAG = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)

/** @throws {UsageError} when no image of a layout can be given this tag; null stands for no tag. */
export function checkLayoutTag(tag: string | null): void {
  if (tag === null) return
  if (isDigest(tag)) throw new UsageError(`"${tag}" is a digest, which only the result has; name a tag, such as 1.0.`)
  if (!TAG.test(tag)) throw new UsageError(`"${tag}" is not a tag that an image layout can have; name one such as 1.0.`)
}
