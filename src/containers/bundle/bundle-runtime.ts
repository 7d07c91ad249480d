import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InterruptedError } from '../../errors.ts'
import { unpack } from '../../extract/unpack/unpack.ts'
import { EMPTY_EXECUTION_CONFIG } from '../../oci/config.ts'
import { runProgram } from '../program.ts'
import type { ContainerRuntime, ReadyOptions, RunnableImage, RuntimeOptions } from '../runtime.ts'
import { obstacleToContainers } from '../trial.ts'
import { containerConfig } from './container-config.ts'
import { ReadyBundle } from './ready-bundle.ts'
import { removeTree } from './remove-tree.ts'
import { startBundle } from './start-bundle.ts'

/** An image without anything. */
const NO_IMAGE = {
  platform: { os: 'linux', architecture: '' },
  created: null,
  config: EMPTY_EXECUTION_CONFIG,
  diffIds: [],
  history: [],
}
const NO_ACCOUNTS = { passwd: '', group: '' }

/** A runtime of OCI bundles with runc's command line: no engine, no service, no store of images. On Linux only. */
export class BundleRuntime implements ContainerRuntime {
  readonly name: 'runc' | 'crun'
  readonly sharesNetwork = true

  constructor(name: 'runc' | 'crun') {
    this.name = name
  }

  async obstacle(options: RuntimeOptions): Promise<string | null> {
    if (process.platform !== 'linux') return 'runs containers on Linux only'
    try {
      await runProgram([this.name, '--version'], options)
    } catch (error) {
      if (error instanceof InterruptedError) throw error
      return 'is not installed'
    }
    const directory = await newDirectory()
    try {
      await mkdir(join(directory, 'rootfs'))
      return await obstacleToContainers(
        (request) =>
          startBundle(directory, containerConfig(NO_IMAGE, NO_ACCOUNTS, directory, request), {
            program: this.name,
            env: options.env,
          }),
        options.signal,
      )
    } finally {
      await removeTree(directory, options.env)
    }
  }

  async ready({ inventory }: RunnableImage, { env, signal, limits = {} }: ReadyOptions): Promise<ReadyBundle> {
    const bundle = new ReadyBundle(this.name, await newDirectory(), inventory, env)
    try {
      await unpack(inventory, bundle.rootfs, { limits, signal })
      return bundle
    } catch (error) {
      await bundle.close()
      throw error
    }
  }
}

/** Where only its user gets in. */
function newDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'imgpeek-'))
}
