import { Flags, type Interfaces } from '@oclif/core'
import type { RuntimeName, VerifyRequest } from '../../src/index.ts'

/** The heading that help puts over these flags. */
const PROOF = 'PROOF BY RUNNING'
/** In the order in which they are tried. */
const RUNTIMES: readonly RuntimeName[] = ['docker', 'podman', 'runc', 'crun']
/** Flags beside which there is no image to run. */
const WITHOUT_IMAGE = ['dry-run', 'explain']
/** One of these flags says what is to be run. */
const NEEDS_SOMETHING_TO_RUN = [{ type: 'some' as const, flags: ['verify', 'verify-http'] }]

/** The flags that have source and result run side by side. */
export const verifyFlags = {
  verify: Flags.string({
    summary:
      "Run this in IMAGE and in the result, in place of their entrypoint and command, and compare exit code and output; '' runs the image's own command.",
    helpValue: 'COMMAND',
    multiple: true,
    multipleNonGreedy: true,
    exclusive: WITHOUT_IMAGE,
    helpGroup: PROOF,
  }),
  'verify-http': Flags.string({
    summary: 'Start both, ask their servers for this path, and compare the answers.',
    helpValue: '[:PORT]/PATH',
    multiple: true,
    multipleNonGreedy: true,
    exclusive: WITHOUT_IMAGE,
    helpGroup: PROOF,
  }),
  'verify-network': Flags.boolean({
    summary: 'Let the containers have a network.',
    relationships: NEEDS_SOMETHING_TO_RUN,
    helpGroup: PROOF,
  }),
  'verify-timeout': Flags.integer({
    summary: 'So long a command may take, or a server to start and answer; 60 unless set.',
    helpValue: 'SECONDS',
    min: 1,
    max: 86_400,
    relationships: NEEDS_SOMETHING_TO_RUN,
    helpGroup: PROOF,
  }),
  'verify-with': Flags.option({
    summary: 'Run them by this runtime; whichever can be used unless set.',
    helpValue: RUNTIMES.join('|'),
    options: RUNTIMES,
    relationships: NEEDS_SOMETHING_TO_RUN,
    helpGroup: PROOF,
  })(),
}

/** What the command line says of `verifyFlags`. */
export type VerifyFlags = Interfaces.InferredFlags<typeof verifyFlags>

/**
 * What is to be run; undefined where nothing is.
 * @throws {UsageError} when a command or a request is malformed
 */
export async function verifyRequestOf(flags: VerifyFlags): Promise<VerifyRequest | undefined> {
  const { verify = [], 'verify-http': requests = [], 'verify-timeout': seconds } = flags
  if (verify.length + requests.length === 0) return undefined
  const { commandWords, parseHttpTarget } = await import('../../src/index.ts')
  return {
    commands: verify.map(commandWords),
    requests: requests.map(parseHttpTarget),
    network: flags['verify-network'],
    runtime: flags['verify-with'],
    timeout: seconds === undefined ? undefined : seconds * 1000,
  }
}
