import { Flags } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import type { Workloads } from '../../src/index.ts'

/** The flags of commands that take the images of manifests. */
export const manifestFlags = {
  manifest: Flags.string({
    char: 'f',
    summary:
      'Read the pods of these manifests: files, directories, or - for standard input; YAML or JSON, rendered by Helm or ' +
      'kustomize, or a Compose file.',
    helpValue: 'MANIFEST',
    multiple: true,
  }),
  map: Flags.string({
    summary:
      'Read the image that manifests call NAME from elsewhere, as in app:dev=oci:build/app; may be given several times.',
    helpValue: 'NAME=IMAGE',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['manifest'],
  }),
}

/**
 * Reads the manifests that the flags name, of which one may be standard input.
 * @throws the same as `readManifests`, and {UsageError} when the password is to come from there, too
 */
export async function workloadsOf(
  manifests: readonly string[],
  flags: { readonly 'password-stdin': boolean | undefined },
): Promise<Workloads> {
  if (manifests.includes('-') && flags['password-stdin']) {
    throw new UsageError('Standard input cannot hold a manifest and a password; give the manifest as a file.')
  }
  const { readManifests } = await import('../../src/index.ts')
  return readManifests(manifests, process.stdin)
}
