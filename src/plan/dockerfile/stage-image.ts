import { commandLine } from '../../report/shell-words.ts'
import type { PlanApp, PlanBase } from '../plan-request.ts'
import { isWritable } from './words.ts'

/** How a Dockerfile names an image. */
export interface StageImage {
  /** What stands behind FROM. */
  readonly name: string
  /** What the command that builds needs to find it. */
  readonly buildOptions: readonly string[]
  readonly notes: readonly string[]
}

/**
 * FROM takes images of registries and of the engine. An OCI layout comes as a context of the build by another name
 * (docs.docker.com/reference/cli/docker/buildx/build, "--build-context"); anything else has to be loaded first, as `standIn`.
 */
export function stageImage(
  image: Pick<PlanApp | PlanBase, 'reference' | 'source' | 'digest'>,
  standIn: string,
): StageImage {
  const { reference, source, digest } = image
  if (source === 'registry') return { name: reference, buildOptions: [], notes: [] }
  if (source === 'oci' && isWritable(reference)) {
    const layout = reference.replace(/^oci:/, '')
    const hasTag = /:[^/]+$/.test(layout)
    const place = hasTag || digest === null ? layout : `${layout}@${digest}`
    return { name: standIn, buildOptions: ['--build-context', `${standIn}=oci-layout://${place}`], notes: [] }
  }
  const copy = commandLine(['skopeo', 'copy', reference, `docker-daemon:${standIn}:latest`])
  const load = source === 'rootfs' ? 'docker import does that with a tar of it' : copy
  return { name: standIn, buildOptions: [], notes: [`${standIn} stands for ${reference}; load it first: ${load}.`] }
}
