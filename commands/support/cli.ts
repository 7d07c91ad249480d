import { run, settings } from '@oclif/core'
import { commands as helpCommands } from '@oclif/plugin-help'
import Bases from '../bases.ts'
import CacheInfo from '../cache/info.ts'
import CachePrune from '../cache/prune.ts'
import Cat from '../cat.ts'
import Compare from '../compare.ts'
import Copy from '../copy.ts'
import Diff from '../diff.ts'
import Export from '../export.ts'
import Files from '../files.ts'
import Fit from '../fit.ts'
import GateSave from '../gate/save.ts'
import GateTrend from '../gate/trend.ts'
import Gate from '../gate.ts'
import Images from '../images.ts'
import Inspect from '../inspect.ts'
import Layers from '../layers.ts'
import Packages from '../packages.ts'
import Pod from '../pod.ts'
import Sbom from '../sbom.ts'
import Slim from '../slim.ts'
import Unpack from '../unpack.ts'
import Waste from '../waste.ts'
import Why from '../why.ts'
import { endingOf } from './error-text.ts'
import { write } from './standard-streams.ts'

export { commandNotFound as COMMAND_NOT_FOUND } from './command-not-found.ts'

/** Every command, under oclif's id for it; package.json's `oclif.commands` names this list. */
export const COMMANDS = {
  ...helpCommands,
  bases: Bases,
  cat: Cat,
  compare: Compare,
  copy: Copy,
  diff: Diff,
  export: Export,
  files: Files,
  fit: Fit,
  gate: Gate,
  images: Images,
  inspect: Inspect,
  layers: Layers,
  packages: Packages,
  pod: Pod,
  sbom: Sbom,
  slim: Slim,
  unpack: Unpack,
  waste: Waste,
  why: Why,
  'gate:save': GateSave,
  'gate:trend': GateTrend,
  'cache:info': CacheInfo,
  'cache:prune': CachePrune,
}

/** Runs the program. `root` is the directory that holds package.json. Here, and only here, errors are printed. */
export async function main(args: string[], root: string): Promise<void> {
  process.on('uncaughtException', (error) => void fail(error))
  // Whoever writes hears of it. As an uncaught exception a reader that has left would be told to nobody, for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  settings.enableAutoTranspile = false // the commands are built; oclif need not look for their sources
  try {
    await run(args, { root, userPlugins: false, devPlugins: false })
  } catch (error) {
    await fail(error)
  }
}

/** Says what went wrong and ends, whatever a failed piece of work still holds open. */
async function fail(error: unknown): Promise<void> {
  const { exitCode, text } = endingOf(error, process.env)
  await write(process.stderr, text)
  process.exit(exitCode)
}
