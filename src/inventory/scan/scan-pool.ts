import { availableParallelism } from 'node:os'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { InterruptedError } from '../../errors.ts'
import type { LayerPromise } from '../../layer/scan.ts'
import { sendBytes } from './byte-channel.ts'
import { errorFrom } from './error-message.ts'
import type { Answer, ScanWork, Task } from './protocol.ts'

/** A layer to scan. */
export interface ScanJob {
  readonly promise: LayerPromise
  /** Streams the compressed bytes; its pieces are given away. */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** An inventory as the worker encoded it. */
export type EncodedLayer = Uint8Array<ArrayBuffer>

/**
 * Scans layers in worker threads, as many at a time as there are cores. A layer that is more than its share of the work left
 * is split over two threads: one decompresses, the other hashes and reads.
 */
export class ScanPool {
  readonly #work: ScanWork
  readonly #size: number
  readonly #abort = new AbortController()
  readonly #workers = new Set<Worker>()
  readonly #idle: Worker[] = []
  readonly #waiting: (() => void)[] = []
  #running = 0
  #bytesLeft: number

  /**
   * @param bytes compressed bytes of all layers that will be scanned
   * @param size how many layers to scan at a time
   */
  constructor(work: ScanWork, bytes: number, size = availableParallelism()) {
    this.#work = work
    this.#bytesLeft = bytes
    this.#size = size
  }

  /**
   * Scans a layer. Jobs start in the order of the calls.
   * @throws {BrokenImageError} when the layer is broken, hostile, or not what was promised; what `open` throws;
   * {InterruptedError} when the pool was closed.
   */
  async scan(job: ScanJob): Promise<EncodedLayer> {
    const size = job.promise.size ?? 0
    if (this.#running >= this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
    try {
      this.#abort.signal.throwIfAborted()
      const split = availableParallelism() > 1 && size * this.#size >= this.#bytesLeft
      return await (split ? this.#scanSplit(job) : this.#scanWhole(job))
    } finally {
      this.#bytesLeft -= size
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  /** Ends all threads; scans under way fail. */
  async close(): Promise<void> {
    this.#abort.abort(new InterruptedError())
    for (const resume of this.#waiting.splice(0)) resume()
    await Promise.all([...this.#workers].map((worker) => worker.terminate()))
  }

  #scanWhole(job: ScanJob): Promise<EncodedLayer> {
    const input = new MessageChannel()
    const task: Task = { kind: 'scan', ...this.#work, promise: job.promise, input: input.port2 }
    return this.#run(job, input.port1, [this.#perform(task, [input.port2])])
  }

  #scanSplit(job: ScanJob): Promise<EncodedLayer> {
    const input = new MessageChannel()
    const tar = new MessageChannel()
    const common = { ...this.#work, promise: job.promise }
    const scan: Task = { kind: 'scan-tar', ...common, input: tar.port2 }
    const decompress: Task = { kind: 'decompress', ...common, input: input.port2, output: tar.port1 }
    return this.#run(job, input.port1, [
      this.#perform(scan, [tar.port2]),
      this.#perform(decompress, [input.port2, tar.port1]),
    ])
  }

  /** Feeds a job's bytes to its tasks; the first task's answer is the inventory. */
  async #run(job: ScanJob, input: MessagePort, tasks: readonly Promise<EncodedLayer | null>[]): Promise<EncodedLayer> {
    const failed = new AbortController()
    const source = job.open(AbortSignal.any([this.#abort.signal, failed.signal]))
    const feeding = sendBytes(input, source, { transfer: true })
    try {
      const [inventory] = await Promise.all([...tasks, feeding])
      return inventory!
    } catch (error) {
      // The other parts soon fail too, and their errors say less than the first; but a source may hang on a dead connection,
      // and a decoder may leave its input unread.
      failed.abort(error)
      input.close()
      await Promise.allSettled([...tasks, feeding])
      throw error
    }
  }

  async #perform(task: Task, transfer: MessagePort[]): Promise<EncodedLayer | null> {
    const worker = this.#idle.pop() ?? this.#start()
    const { promise, resolve, reject } = Promise.withResolvers<EncodedLayer | null>()
    const onMessage = (answer: Answer): void => {
      if (answer.kind === 'done') resolve(answer.inventory)
      else reject(errorFrom(answer.error))
    }
    const onExit = (): void => {
      this.#workers.delete(worker)
      reject(this.#abort.signal.aborted ? new InterruptedError() : new Error('a scan worker ended unexpectedly'))
    }
    worker.once('message', onMessage)
    worker.once('error', reject)
    worker.once('exit', onExit)
    try {
      worker.postMessage(task, transfer)
      const result = await promise
      this.#idle.push(worker)
      return result
    } catch (error) {
      if (this.#workers.has(worker)) this.#idle.push(worker)
      throw error
    } finally {
      worker.off('message', onMessage)
      worker.off('error', reject)
      worker.off('exit', onExit)
    }
  }

  #start(): Worker {
    const worker = new Worker(WORKER, WORKER_OPTIONS)
    this.#workers.add(worker)
    return worker
  }
}

/** Beside this file as source; in the package all code lies in one folder. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js', import.meta.url)

const WORKER_OPTIONS = {
  // a program's own flags (--input-type, --cpu-prof) are not for our threads
  execArgv: [],
  // half of what V8 takes by itself: less memory, and no slower, for work that keeps little
  resourceLimits: { maxYoungGenerationSizeMb: 24 },
}
