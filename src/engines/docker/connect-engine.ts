import { EngineClient } from './engine-client.ts'
import { findDockerEndpoint } from './find-docker-endpoint.ts'
import { findPodmanEndpoint } from './find-podman-endpoint.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reaches Docker's engine, wherever the environment and Docker's configuration say that it is.
 * @throws {UsageError} when they are malformed; {UnavailableError} when it cannot be reached or is too old.
 */
export async function connectDocker(env: Environment, signal?: AbortSignal): Promise<EngineClient> {
  return EngineClient.connect(await findDockerEndpoint(env), env, signal)
}

/**
 * Reaches Podman's service.
 * @returns null where none is configured and no socket is there
 * @throws as `connectDocker`
 */
export async function connectPodman(env: Environment, signal?: AbortSignal): Promise<EngineClient | null> {
  const endpoint = await findPodmanEndpoint(env)
  return endpoint && EngineClient.connect(endpoint, env, signal)
}
