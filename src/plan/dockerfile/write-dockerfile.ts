import { findProgram } from '../../catalogers/elf/entrypoint.ts'
import type { ExecutionConfig } from '../../oci/config.ts'
import { formatPlatform } from '../../oci/platform.ts'
import { commandLine } from '../../report/shell-words.ts'
import { lookedUp } from '../looked-up.ts'
import type { NotCovered } from '../plan.ts'
import type { PlanRequest } from '../plan-request.ts'
import { copiesFor } from './copies.ts'
import { copyInstructions, MAKERS } from './copy-instructions.ts'
import { danglingLinks } from './dangling-links.ts'
import type { Underground } from './ground.ts'
import { settingsFor } from './settings.ts'
import { type StageImage, stageImage } from './stage-image.ts'
import { exec, isWritable } from './words.ts'

/** What a Dockerfile is written for. */
interface DockerfileOrder extends Pick<PlanRequest, 'app' | 'platform' | 'roots' | 'additions' | 'user'> {
  /** What the result is built on, and what it has. */
  readonly base: {
    readonly image: StageImage
    readonly config: ExecutionConfig
    readonly onto: Underground
    /** Instructions in front of all others. */
    readonly instructions: readonly string[]
    /** Whether its passwd has the app's user. */
    readonly hasUser: boolean
  }
}

/** A Dockerfile, and what is to be said of it. */
interface WrittenDockerfile {
  readonly text: string
  readonly notCovered: readonly NotCovered[]
  readonly notes: readonly string[]
}

/** Writes the Dockerfile that takes what is ordered out of the app's image, puts it on a base and configures it like the app. */
export function writeDockerfile(order: DockerfileOrder): WrittenDockerfile {
  const { app, base, roots } = order
  const isImage = app.source !== 'context'
  const canMake = isImage && MAKERS.every((name) => findProgram(app.tree, app.config, name) !== undefined)
  const copies = copiesFor({
    tree: app.tree,
    roots,
    additions: lookedUp(order.additions, app.tree),
    onto: base.onto,
    canMake,
  })
  const instructions = copyInstructions(copies, isImage ? 'app' : null)
  const image = isImage ? stageImage(app, 'app-image') : null
  const settings = settingsFor({
    app: app.config,
    base: base.config,
    user: order.user,
    hasUser: base.hasUser || copies.ground.isCopied('/etc/passwd'),
  })
  const stages = [
    image === null ? [] : [`FROM ${image.name} AS app`],
    instructions.making.length === 0
      ? []
      : [
          '# Symlinks and modes of directories, which COPY alone would lose',
          'FROM app AS made',
          ...(app.config.shell === null ? [] : [`SHELL ${exec(['/bin/sh', '-c'])}`]),
          'USER 0:0',
          ...instructions.making,
        ],
    [`FROM ${base.image.name}`, ...base.instructions, ...instructions.copying, ...settings.instructions],
  ].filter((lines) => lines.length > 0)
  const dangling = danglingLinks(copies, app.tree)
  return {
    text: `# ${buildCommand(order, image)}\n${stages.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    notCovered: [...copies.notCovered, ...settings.notCovered],
    notes: [
      ...(image?.notes ?? []),
      ...base.image.notes,
      ...copies.notes,
      ...instructions.notes,
      ...settings.notes,
      ...(dangling === null ? [] : [dangling]),
    ],
  }
}

function buildCommand({ app, base, platform }: DockerfileOrder, image: StageImage | null): string {
  const context =
    app.source === 'context' && isWritable(app.reference) ? ['--file', 'Dockerfile', app.reference] : ['.']
  const options = [...(image?.buildOptions ?? []), ...base.image.buildOptions]
  return commandLine(['docker', 'build', '--platform', formatPlatform(platform), ...options, ...context])
}
