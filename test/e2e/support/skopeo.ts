import { runProgram } from './run-program.ts'

/** Pushes the image `latest` of a layout to a registry, whatever its certificate. */
export async function skopeoPush(layout: string, reference: string, ...options: readonly string[]): Promise<void> {
  const copy = ['copy', '--insecure-policy', '--dest-tls-verify=false', ...options]
  await runProgram('skopeo', ...copy, `oci:${layout}:latest`, `docker://${reference}`)
}
