import type { TestContext } from 'vitest'
import { needProgram } from '../../support/programs.ts'
import { startDockerRegistry } from './docker-registry.ts'
import { writeSampleImage } from './sample-image.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** An open docker-registry, and a layout with the sample image to push to it by skopeo. Skips where a program is missing. */
export async function startRegistryWithSample(context: TestContext) {
  for (const program of ['docker-registry', 'skopeo']) needProgram(context, program)
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const { host } = resources.use(await startDockerRegistry())
  const sample = await writeSampleImage(path)
  const kept = resources.move()
  return { host, path, sample, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
