import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../../errors.ts'
import { accountFiles } from '../../extract/bundle/account-files.ts'
import type { RuntimeConfig } from '../../extract/bundle/runtime-config.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { neverStarted } from '../container-end.ts'
import { complaintOf, runProgram } from '../program.ts'
import type { Container, ContainerRequest, ReadyImage, RuntimeName } from '../runtime.ts'
import { containerConfig } from './container-config.ts'
import { removeTree } from './remove-tree.ts'
import { startBundle } from './start-bundle.ts'

/** What a container of a bundle is to run, and how. */
export interface BundleRequest extends ContainerRequest {
  /** What the runtime's program is to run under, such as `strace -f -o FILE`; nothing unless given. */
  readonly under?: readonly string[]
}

/** An image that has been unpacked. Each container gets a copy of its files. */
export class ReadyBundle implements ReadyImage {
  /** The image's final filesystem, which no container writes to. */
  readonly rootfs: string
  readonly #runtime: RuntimeName
  readonly #directory: string
  readonly #image: Pick<ImageInventory, 'config' | 'tree'>
  readonly #env: NodeJS.ProcessEnv

  /** @param directory of its own, where only its user gets in; it goes with `close` */
  constructor(
    runtime: RuntimeName,
    directory: string,
    image: Pick<ImageInventory, 'config' | 'tree'>,
    env: NodeJS.ProcessEnv,
  ) {
    this.rootfs = join(directory, 'rootfs')
    this.#runtime = runtime
    this.#directory = directory
    this.#image = image
    this.#env = env
  }

  async start({ under, ...request }: BundleRequest): Promise<Container> {
    const bundle = join(this.#directory, randomUUID())
    await mkdir(bundle, { mode: 0o700 })
    const discard = (): Promise<void> => removeTree(bundle, this.#env)
    try {
      const config = this.#configOf(request, bundle)
      if (config instanceof UnavailableError) {
        await discard()
        return { ended: Promise.resolve(neverStarted(config.message)), processId: async () => null, remove: discard }
      }
      await copyTree(this.rootfs, join(bundle, 'rootfs'), this.#env)
      const container = await startBundle(bundle, config, { program: this.#runtime, env: this.#env, under })
      const remove = async (): Promise<void> => {
        await container.remove()
        await discard()
      }
      return { ...container, remove }
    } catch (error) {
      await discard()
      throw error
    }
  }

  /** Or why the image's user is nobody in it, with which engines do not start a container either. */
  #configOf(request: ContainerRequest, bundle: string): RuntimeConfig | UnavailableError {
    try {
      const accounts = accountFiles(this.#image.tree, this.rootfs)
      return containerConfig(this.#image.config, accounts, bundle, request)
    } catch (error) {
      if (error instanceof UnavailableError) return error
      throw error
    }
  }

  close(): Promise<void> {
    return removeTree(this.#directory, this.#env)
  }
}

/** By cp(1), which keeps owners, hard links, pipes and extended attributes, and shares blocks where the file system can. */
async function copyTree(from: string, to: string, env: NodeJS.ProcessEnv): Promise<void> {
  const end = await runProgram(['cp', '-a', '--reflink=auto', '--', from, to], { env })
  if (end.status !== 0) throw new UnavailableError(`The image's files cannot be copied: ${complaintOf(end)}.`)
}
