import { Flags, type Interfaces } from '@oclif/core'
import type { TraceRequest } from '../../src/index.ts'

/** The heading that help puts over these flags. */
const LEARNING = 'LEARNING FROM A RUN'

/** The flags by which a user says from which runs of an image to learn what it needs. */
export const traceFlags = {
  trace: Flags.string({
    summary: "Run this in a container, under strace, and keep what it uses; '' is the image's own command.",
    helpValue: 'COMMAND',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: LEARNING,
  }),
  'trace-seconds': Flags.integer({
    summary: 'End what is traced after so many seconds, as servers have to be; 30 unless set.',
    helpValue: 'N',
    min: 1,
    max: 86_400,
    dependsOn: ['trace'],
    helpGroup: LEARNING,
  }),
  'trace-file': Flags.string({
    summary: "Keep what a run used that this log is of: strace's, or docker-slim's creport.json.",
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: LEARNING,
  }),
}

/** What the command line says of `traceFlags`. */
export type TraceFlags = Interfaces.InferredFlags<typeof traceFlags>

/** The runs that are to be learnt from; undefined where there are none. */
export function traceRequestOf(flags: TraceFlags): TraceRequest | undefined {
  const { trace: commands = [], 'trace-file': files = [], 'trace-seconds': seconds } = flags
  return commands.length + files.length === 0 ? undefined : { commands, files, seconds }
}
