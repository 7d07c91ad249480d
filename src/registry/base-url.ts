import { InterruptedError, UsageError } from '../errors.ts'
import { CertificateError } from './connection-failure.ts'
import { apiHost, isLoopback } from './hosts.ts'
import type { Transport } from './transport.ts'

/**
 * Where a registry's API begins: `https://HOST/`, or `http://HOST/` when `plainHttp` says so. On this machine, HTTP is also
 * taken when the registry does not speak TLS, as Docker does; an untrusted certificate never leads to HTTP.
 * @throws {UsageError} when the host cannot be one.
 * @throws {CertificateError} when a registry on this machine shows a certificate that is not trusted.
 */
export async function findBaseUrl(
  registry: string,
  plainHttp: boolean,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<URL> {
  const text = `${plainHttp ? 'http' : 'https'}://${apiHost(registry)}/`
  if (!URL.canParse(text)) throw new UsageError(`${registry} is not the address of a registry.`)
  const url = new URL(text)
  if (plainHttp || !isLoopback(url.hostname)) return url
  try {
    const response = await transport.send({ method: 'GET', url: new URL('v2/', url), headers: {}, signal })
    await response.discard()
    return url
  } catch (error) {
    if (error instanceof CertificateError || error instanceof InterruptedError) throw error
    return new URL(`http://${url.host}/`)
  }
}
