import { homedir } from 'node:os'
import type { RegistryReference } from '../reference.ts'
import type { RegistryActions } from '../registry/authorizer.ts'
import { RegistryClient } from '../registry/client.ts'
import type { SourceOptions } from './options.ts'

/** A client of the repository that a reference names, to be reached as the options say. Does no I/O yet. */
export function registryClient(
  { registry, repository }: RegistryReference,
  options: Omit<SourceOptions, 'platform'>,
  actions: RegistryActions,
): RegistryClient {
  const { username, password, plainHttp, insecure, caFile, traffic, env, limits } = options
  return new RegistryClient(registry, repository, {
    actions,
    username,
    password,
    plainHttp,
    insecure,
    caFile,
    traffic,
    env,
    home: env.HOME || env.USERPROFILE || homedir(),
    maxManifestBytes: limits.maxManifestBytes,
  })
}
