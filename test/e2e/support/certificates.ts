import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

/** PEM files. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes a self-signed certificate, fit for an authority or for signing tokens. */
export async function createAuthority(directory: string): Promise<Certificate> {
  const certificate = join(directory, 'authority.pem')
  const key = join(directory, 'authority.key')
  const args = ['-x509', '-subj', '/CN=imgpeek test authority', '-days', '2', '-keyout', key, '-out', certificate]
  await runProgram('openssl', 'req', '-newkey', 'rsa:2048', '-noenc', ...args)
  return { certificate, key }
}

/** Makes a server's certificate for some names, such as `DNS:localhost`, signed by an authority. */
export async function createServerCertificate(
  authority: Certificate,
  names: readonly string[],
  directory: string,
): Promise<Certificate> {
  const paths = { certificate: join(directory, 'server.pem'), key: join(directory, 'server.key') }
  const request = join(directory, 'server.csr')
  const extensions = join(directory, 'server.ext')
  await writeFile(extensions, `subjectAltName=${names.join(',')}\n`)
  const subject = ['-subj', '/CN=imgpeek test registry', '-keyout', paths.key, '-out', request]
  await runProgram('openssl', 'req', '-newkey', 'rsa:2048', '-noenc', ...subject)
  const signing = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial', '-extfile', extensions]
  await runProgram('openssl', 'x509', '-req', '-in', request, '-days', '1', ...signing, '-out', paths.certificate)
  return paths
}
