import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { messageOf, UsageError } from '../errors.ts'

/**
 * How TLS connections are verified. The certificates of `caFile` are trusted beside Node.js's own (with
 * `NODE_EXTRA_CA_CERTS` and `--use-system-ca`), so that one client reaches a private registry and public storage alike.
 * @throws {UsageError} when the file cannot be read or holds no certificate.
 */
export async function tlsOptions(caFile: string | undefined, insecure: boolean): Promise<ConnectionOptions> {
  const verification: ConnectionOptions = insecure ? { rejectUnauthorized: false } : {}
  if (caFile === undefined) return verification

  const { createSecureContext, getCACertificates } = await import('node:tls')
  try {
    const pem = await readFile(caFile, 'utf8')
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no PEM certificate')
    return { ...verification, secureContext: createSecureContext({ ca: [...getCACertificates('default'), pem] }) }
  } catch (cause) {
    throw new UsageError(`The certificate file ${caFile} cannot be used: ${messageOf(cause)}.`, { cause })
  }
}
