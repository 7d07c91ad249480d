import type { MessagePort } from 'node:worker_threads'
import { InterruptedError } from '../../errors.ts'
import { type ErrorMessage, errorFrom, messageFor } from './error-message.ts'

/** Bytes that may be under way before the sender waits: enough to keep both sides busy. */
const WINDOW_BYTES = 2 * 1024 * 1024

/** Pieces, then the end with the sender's last word, or an error. */
type FromSender = Uint8Array | { readonly end: unknown } | ErrorMessage
type FromReceiver = number | 'cancel'

/**
 * Sends a stream of bytes through a port; the other end is `receiveBytes`. The receiver's pace is the sender's.
 * Errors of `source` go to the receiver and are thrown here too. Ends early, without an error, when the receiver stops.
 * @param transfer whether the pieces are ours to give away; otherwise they are copied
 * @param lastWord what the receiver is told at the end
 */
export async function sendBytes(
  port: MessagePort,
  source: AsyncIterable<Uint8Array>,
  { transfer, lastWord }: { transfer: boolean; lastWord?: () => unknown },
): Promise<void> {
  let underWay = 0
  let cancelled = false
  let wake = (): void => {}
  const onMessage = (message: FromReceiver): void => {
    if (message === 'cancel') cancelled = true
    else underWay -= message
    wake()
  }
  const onClose = (): void => onMessage('cancel')
  port.on('message', onMessage)
  port.on('close', onClose)
  try {
    for await (const piece of source) {
      while (underWay >= WINDOW_BYTES && !cancelled) await new Promise<void>((resolve) => (wake = resolve))
      if (cancelled) return
      const bytes = transfer && ownsItsBuffer(piece) ? piece : new Uint8Array(piece) // a Buffer's slice() is no copy
      underWay += bytes.length
      port.postMessage(bytes, [bytes.buffer as ArrayBuffer])
    }
    port.postMessage({ end: lastWord?.() })
  } catch (error) {
    port.postMessage(messageFor(error))
    throw error
  } finally {
    port.off('message', onMessage)
    port.off('close', onClose)
  }
}

/**
 * The stream that `sendBytes` sends. A piece is good until the next one is asked for.
 * @param onEnd hears the sender's last word
 */
export async function* receiveBytes(
  port: MessagePort,
  onEnd?: (lastWord: unknown) => void,
): AsyncGenerator<Uint8Array> {
  const queue: FromSender[] = []
  let wake = (): void => {}
  port.on('message', (message: FromSender) => {
    queue.push(message)
    wake()
  })
  port.on('close', () => {
    queue.push(messageFor(new InterruptedError()))
    wake()
  })
  try {
    for (;;) {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const message = queue.shift()!
      if ('end' in message) {
        onEnd?.(message.end)
        return
      }
      if ('kind' in message) throw errorFrom(message)
      const { length } = message
      yield message
      freeAtOnce(message)
      port.postMessage(length)
    }
  } finally {
    port.postMessage('cancel')
    port.removeAllListeners()
    port.close()
  }
}

/** Left to the garbage collector, the pieces of a large layer take 100 MiB before it runs. */
function freeAtOnce({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}

function ownsItsBuffer(bytes: Uint8Array): boolean {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
}
