import type { RegistryClient } from './client.ts'
import { withRetries } from './retry.ts'

/**
 * Puts a manifest under a tag, which from then on stands for it. All that it names must be there.
 * @throws {UnavailableError} when the registry does not take it; {InterruptedError} when the signal aborts.
 */
export async function putManifest(
  client: RegistryClient,
  tag: string,
  { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
  signal?: AbortSignal,
): Promise<void> {
  const request = {
    method: 'PUT',
    target: `manifests/${tag}`,
    headers: { 'content-type': mediaType },
    body: bytes,
    expected: [200, 201, 202],
    what: `the manifest of ${client.repository}:${tag}`,
    signal,
  } as const
  const response = await withRetries(client.retryPolicy, signal, () => client.push(request))
  await response.discard()
}
