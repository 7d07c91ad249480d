import { parentPort } from 'node:worker_threads'
import { type CompressedForm, type OpenedLayer, openLayer, scanTar } from '../../layer/scan.ts'
import { factReaders } from '../catalogers.ts'
import { encodeLayer } from '../layer-codec.ts'
import { receiveBytes, sendBytes } from './byte-channel.ts'
import { messageFor } from './error-message.ts'
import type { Answer, Task } from './protocol.ts'

/** The entry point of a worker thread: does one task after another, as the pool sends them. */
parentPort!.on('message', (task: Task) => {
  perform(task).then(
    (inventory) => answer({ kind: 'done', inventory }, inventory === null ? [] : [inventory.buffer]),
    (error: unknown) => answer({ kind: 'failed', error: messageFor(error) }, []),
  )
})

async function perform(task: Task): Promise<Uint8Array<ArrayBuffer> | null> {
  if (task.kind === 'decompress') {
    const { tar, form } = openLayer(receiveBytes(task.input), task.promise, task.limits)
    await sendBytes(task.output, tar, { transfer: false, lastWord: form })
    return null
  }
  const opened = task.kind === 'scan' ? openLayer(receiveBytes(task.input), task.promise, task.limits) : received(task)
  return encodeLayer(await scanTar(opened, task.promise.diffId, factReaders(task.extraFacts), task.limits))
}

/** A layer that another worker decompresses. */
function received({ input }: Task): OpenedLayer {
  let form: CompressedForm
  const tar = receiveBytes(input, (lastWord) => {
    form = lastWord as CompressedForm
  })
  return { tar, form: () => form }
}

function answer(message: Answer, transfer: ArrayBuffer[]): void {
  parentPort!.postMessage(message, transfer)
}
