import { UnavailableError } from '../errors.ts'
import { crun } from './bundle/crun.ts'
import { runc } from './bundle/runc.ts'
import { docker } from './engine/docker.ts'
import { podman } from './engine/podman.ts'
import type { ContainerRuntime, RuntimeName, RuntimeOptions } from './runtime.ts'

/** In the order in which they are tried. */
const RUNTIMES: readonly ContainerRuntime[] = [docker, podman, runc, crun]

/**
 * Finds a runtime that can run containers on this machine: the first of those that are wanted.
 * @throws {UnavailableError} when none can, saying why for each
 */
export async function chooseRuntime<Runtime extends ContainerRuntime>(
  wanted: readonly Runtime[],
  options: RuntimeOptions,
): Promise<Runtime> {
  const obstacles: string[] = []
  for (const runtime of wanted) {
    const obstacle = await runtime.obstacle(options)
    if (obstacle === null) return runtime
    obstacles.push(`${runtime.name} ${obstacle}`)
  }
  throw new UnavailableError(`No container can be run here: ${obstacles.join('; ')}.`)
}

/** The runtimes with this name; all where it is null. */
export function runtimesNamed(name: RuntimeName | null): readonly ContainerRuntime[] {
  return name === null ? RUNTIMES : RUNTIMES.filter((runtime) => runtime.name === name)
}
