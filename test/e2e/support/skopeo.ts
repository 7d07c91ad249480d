import { runProgram } from './run-program.ts'

/** Copies an image between places that skopeo knows, such as `oci:DIR:TAG` and `docker-archive:FILE:REF`. */
export async function skopeoCopy(from: string, to: string, ...options: readonly string[]): Promise<void> {
  await runProgram('skopeo', 'copy', '--insecure-policy', ...options, from, to)
}

/** Pushes the image `latest` of a layout to a registry, whatever its certificate. */
export async function skopeoPush(layout: string, reference: string, ...options: readonly string[]): Promise<void> {
  await skopeoCopy(`oci:${layout}:latest`, `docker://${reference}`, '--dest-tls-verify=false', ...options)
}
