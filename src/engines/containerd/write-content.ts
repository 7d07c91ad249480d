import { randomUUID } from 'node:crypto'
import { UnavailableError } from '../../errors.ts'
import { type Measured, Verifier, watch } from '../../layer/verify.ts'
import type { Digest } from '../../oci/digest.ts'
import type { CallScope, ContainerdChannel, Exchange } from './channel.ts'
import { ContainerdError } from './failure.ts'
import type { WriteRequest, WriteResponse } from './messages.ts'

/** The largest message, in bytes; containerd takes 16 MiB. */
const PIECE_BYTES = 1024 * 1024

/** Whether a blob's bytes were sent, or containerd had them. */
type ContentTransfer = 'written' | 'present'

/** A blob to be stored. */
interface NewContent {
  readonly digest: Digest
  /** In bytes. */
  readonly size: number
  open(): AsyncIterable<Uint8Array>
}

/**
 * Stores a blob whose digest is known, unless it is there: then it is only put under the lease.
 * @throws {ContainerdError} when containerd fails; {InterruptedError} when the signal fires; what reading it throws. Nothing is left
 *   of it then.
 */
export async function putContent(
  channel: ContainerdChannel,
  scope: CallScope,
  { digest, size, open }: NewContent,
): Promise<ContentTransfer> {
  const expected = { total: size, expected: digest }
  return ingest(channel, scope, async (writer) => {
    const status = await writer.ask({ action: 'STAT', ...expected })
    // what another namespace has is all there before anything is sent
    const isShared = size > 0 && status.offset === size
    const end = isShared ? size : await writer.send(open())
    await writer.ask({ action: 'COMMIT', offset: end, ...expected })
    return isShared ? 'present' : 'written'
  })
}

/**
 * Stores bytes that nothing is known of yet, and says what they were.
 * @throws the same as `putContent`
 */
export async function addContent(
  channel: ContainerdChannel,
  scope: CallScope,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Measured> {
  const watched = watch(bytes, new Verifier('', null, null))
  await ingest(channel, scope, async (writer) => {
    await writer.ask({ action: 'STAT' })
    const end = await writer.send(watched.bytes)
    await writer.ask({ action: 'COMMIT', offset: end, total: end, expected: watched.measured().digest })
    return 'written'
  })
  return watched.measured()
}

/** Does what is to be done while a blob comes to be; where that fails, removes what has come of it. */
async function ingest(
  channel: ContainerdChannel,
  scope: CallScope,
  work: (writer: Writer) => Promise<ContentTransfer>,
): Promise<ContentTransfer> {
  const ref = `imgpeek-${randomUUID()}`
  const exchange = channel.converse('content.v1.Content/Write', scope)
  try {
    return await work(new Writer(exchange, ref))
  } catch (error) {
    if (error instanceof ContainerdError && error.isAlreadyThere) return 'present'
    const { namespace = '' } = scope
    // also where the signal has fired; what cannot be removed goes with the lease
    await channel.call('content.v1.Content/Abort', { ref }, { namespace }).catch(() => {})
    throw error
  } finally {
    exchange.close()
  }
}

/** One blob's way into containerd. */
class Writer {
  readonly #exchange: Exchange<WriteRequest, WriteResponse>
  readonly #ref: string

  constructor(exchange: Exchange<WriteRequest, WriteResponse>, ref: string) {
    this.#exchange = exchange
    this.#ref = ref
  }

  async ask(request: Omit<WriteRequest, 'ref'>): Promise<WriteResponse> {
    const answer = await this.#exchange.ask({ ref: this.#ref, ...request })
    if (answer === undefined) throw new UnavailableError('containerd stopped taking content before all was there.')
    return answer
  }

  /** Sends all bytes and says how many they were. */
  async send(bytes: AsyncIterable<Uint8Array>): Promise<number> {
    let sent = 0
    for await (const piece of bytes) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        const data = piece.subarray(at, at + PIECE_BYTES)
        await this.ask({ action: 'WRITE', offset: sent, data })
        sent += data.length
      }
    }
    return sent
  }
}
