import { createHash } from 'node:crypto'
import type { WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { toDigest } from '../../../src/oci/digest.ts'
import { RegistryClient } from '../../../src/registry/client.ts'
import { downloadBlob } from '../../../src/registry/download-blob.ts'
import type { RegistryOptions } from '../../../src/registry/options.ts'

/** A client of `test/image` that notes how long it would wait between attempts, and does not wait. */
export interface TestClient extends AsyncDisposable {
  readonly client: RegistryClient
  readonly waits: readonly number[]
  /** Reads a blob whole; gives its digest. */
  digestOf(blob: WrittenDescriptor, signal?: AbortSignal): Promise<string>
}

export function createClient(host: string, options: Partial<RegistryOptions> = {}): TestClient {
  const waits: number[] = []
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds)
  }
  const client = new RegistryClient(host, 'test/image', {
    env: {},
    home: '/nonexistent',
    maxManifestBytes: 1024 * 1024,
    ...options,
    retry: { sleep, ...options.retry },
  })
  return {
    client,
    waits,
    async digestOf({ digest, size }, signal) {
      const hash = createHash('sha256')
      const blob = { digest: toDigest(digest, 'the test'), size }
      for await (const chunk of downloadBlob(client, blob, signal)) hash.update(chunk)
      return `sha256:${hash.digest('hex')}`
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

/** What a promise that must be rejected is rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  const result = await work.catch((error: unknown) => error)
  if (result instanceof Error) return result
  throw new Error('it succeeded, although it should not be possible')
}
