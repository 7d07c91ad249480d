import { Spool } from '../../disk/spool.ts'
import { loadedDigest } from './loaded-bytes.ts'
import { planStrip, type StripPlan } from './plan-strip.ts'
import { type RandomAccess, spooled } from './random-access.ts'
import { UnstrippableError } from './unstrippable-error.ts'

/** What became of a file that was to be stripped. */
export type StripOutcome = StrippedFile | LeftFile

/** A file without its debug sections. */
interface StrippedFile {
  /** In bytes. */
  readonly before: number
  readonly after: number
  /** `loadedDigest` of what it was made of. */
  readonly loaded: string
}

/** A file that stays as it is, and why, as the end of a sentence. */
interface LeftFile {
  readonly left: string
}

/**
 * Gives a file without its debug sections to `use`, or as it is where it cannot be stripped. It waits in a temporary file, because
 * what goes is known only at its end.
 * @param content may give pieces that are good only until the next one is asked for
 * @param use gets the size first, and the bytes, of which a piece is good until the next one is asked for
 * @throws {UnavailableError} when the temporary file cannot be written; what `content` throws.
 */
export async function* strippedFile<Piece>(
  content: AsyncIterable<Uint8Array>,
  use: (size: number, bytes: AsyncIterable<Uint8Array>, outcome: StripOutcome) => AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  const spool = new Spool()
  try {
    const file = await spooled(content, spool)
    const { outcome, plan } = await outcomeOf(file)
    yield* plan === undefined
      ? use(file.size, file.stream(0, file.size), outcome)
      : use(plan.size, partsOf(plan, file), outcome)
  } finally {
    await spool.close()
  }
}

async function outcomeOf(file: RandomAccess): Promise<{ outcome: StripOutcome; plan?: StripPlan }> {
  try {
    const plan = await planStrip(file)
    const loaded = await loadedDigest(file)
    if (loaded === undefined) throw new UnstrippableError('its program headers are not at its start')
    return { outcome: { before: file.size, after: plan.size, loaded }, plan }
  } catch (error) {
    if (error instanceof UnstrippableError) return { outcome: { left: error.message } }
    throw error
  }
}

async function* partsOf({ parts }: StripPlan, file: RandomAccess): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part
    else yield* file.stream(part.start, part.end)
  }
}
