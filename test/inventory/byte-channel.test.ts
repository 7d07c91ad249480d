import { setTimeout as delay } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenImageError, InterruptedError } from '../../src/errors.ts'
import { receiveBytes, sendBytes } from '../../src/inventory/scan/byte-channel.ts'
import { noise } from '../support/noise.ts'

const KIB = 1024

/** Cuts bytes into pieces; `reused` has one buffer for all, as decoders do. */
async function* cut(bytes: Uint8Array, lengths: readonly number[], reused: boolean): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.max(...lengths))
  let at = 0
  for (const length of lengths) {
    const piece = bytes.subarray(at, at + length)
    at += length
    buffer.set(piece)
    yield reused ? buffer.subarray(0, length) : new Uint8Array(piece)
  }
}

describe('bytes that go through a port', () => {
  test('arrive as they were, whatever their pieces and whoever owns them', async () => {
    const length = fc.oneof(fc.nat(300), fc.integer({ min: 60 * KIB, max: 300 * KIB }))
    await fc.assert(
      fc.asyncProperty(fc.array(length, { minLength: 1, maxLength: 40 }), fc.boolean(), async (lengths, transfer) => {
        const total = lengths.reduce((sum, next) => sum + next, 0)
        const bytes = noise(total, 'bytes')
        const { port1, port2 } = new MessageChannel()
        const lastWord = (): string => 'done'
        const sending = sendBytes(port1, cut(bytes, lengths, !transfer), { transfer, lastWord })
        const pieces: Uint8Array[] = []
        let heard: unknown
        for await (const piece of receiveBytes(port2, (word) => (heard = word))) pieces.push(new Uint8Array(piece))
        await sending
        expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
        expect(heard).toBe('done')
      }),
      { numRuns: 30 },
    )
  })

  test('take no memory any longer once the next are asked for', async () => {
    const { port1, port2 } = new MessageChannel()
    const sending = sendBytes(port1, cut(noise(KIB, 'bytes'), [1000, 24], false), { transfer: true })
    const received = receiveBytes(port2)
    const { value: first } = await received.next()
    expect(first).toHaveLength(1000)
    expect((await received.next()).value).toHaveLength(24)
    expect(first?.buffer.byteLength).toBe(0)
    await received.next()
    await sending
  })

  test('wait for a receiver that does not keep up', async () => {
    let sent = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = new Uint8Array(200 * KIB)
      for (;;) {
        sent += piece.length
        yield piece
      }
    }
    const { port1, port2 } = new MessageChannel()
    const sending = sendBytes(port1, endless(), { transfer: false })
    const received = receiveBytes(port2)
    for (let taken = 0; taken < 20; taken++) await received.next()
    let before = -1
    while (before !== sent) {
      before = sent
      await delay(20)
    }
    expect(sent).toBeLessThan(20 * 200 * KIB + 4 * KIB * KIB)
    await received.return(undefined)
    await sending // a receiver that stops ends it
  })

  test('end with the error of their source, of the same class, on both sides', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1)
      throw new BrokenImageError('It is broken.')
    }
    const { port1, port2 } = new MessageChannel()
    const sending = sendBytes(port1, broken(), { transfer: true })
    const receiving = drain(receiveBytes(port2))
    await expect(sending).rejects.toThrow(new BrokenImageError('It is broken.'))
    await expect(receiving).rejects.toThrow(new BrokenImageError('It is broken.'))
  })

  test('are interrupted when the other thread is gone', async () => {
    const { port1, port2 } = new MessageChannel()
    const receiving = receiveBytes(port2).next()
    port1.close()
    await expect(receiving).rejects.toThrow(InterruptedError)
  })
})

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of source);
}
