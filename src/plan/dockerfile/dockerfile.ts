import { EMPTY_EXECUTION_CONFIG } from '../../oci/config.ts'
import type { Plan } from '../plan.ts'
import type { PlanRequest } from '../plan-request.ts'
import { stageImage } from './stage-image.ts'
import { writeDockerfile } from './write-dockerfile.ts'

/** A multi-stage Dockerfile that takes the app, and what the base lacks, out of the app's image. */
export function planDockerfile(request: PlanRequest): Plan {
  const { base } = request
  const written = writeDockerfile({
    ...request,
    base:
      base === null
        ? {
            image: { name: 'scratch', buildOptions: [], notes: [] },
            config: EMPTY_EXECUTION_CONFIG,
            onto: () => undefined,
            instructions: [],
            hasUser: false,
          }
        : {
            image: stageImage(base, 'base-image'),
            config: base.config,
            onto: (path) => base.tree.get(path),
            instructions: [],
            hasUser: false,
          },
  })
  return {
    kind: 'dockerfile',
    title: `Dockerfile for ${base?.reference ?? 'scratch'}`,
    parts: [{ file: 'Dockerfile', text: written.text }],
    notCovered: [...written.notCovered, ...request.unknown],
    notes: written.notes,
  }
}
