import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { Limits } from '../limits.ts'
import type { Image } from '../sources/image.ts'
import type { ContainerEnd } from './container-end.ts'

/** The name of a runtime, which is its program's. */
export type RuntimeName = 'docker' | 'podman' | 'runc' | 'crun'

/** What a runtime needs of the one who asks for containers. */
export interface RuntimeOptions {
  /** The environment of the runtime's program (`PATH`, `DOCKER_HOST`); containers see nothing of it. */
  readonly env: NodeJS.ProcessEnv
  /** Ends what is under way. What was made is removed all the same. */
  readonly signal?: AbortSignal | undefined
}

/** How an image is read that is to be run. */
export interface ReadyOptions extends RuntimeOptions {
  readonly limits?: Partial<Limits> | undefined
}

/** An image that is open, and what is known of it. */
export interface RunnableImage {
  readonly inventory: ImageInventory
  readonly image: Image
}

/** A program of this machine that runs containers. */
export interface ContainerRuntime {
  readonly name: RuntimeName
  /** Whether containers that are to have a network have this machine's own: their ports are its ports. */
  readonly sharesNetwork: boolean
  /**
   * Why it cannot run containers here, as the end of a sentence that begins with its name (“is not installed”); null where it can.
   * @throws {InterruptedError} when the signal fires
   */
  obstacle(options: RuntimeOptions): Promise<string | null>
  /**
   * Makes an image ready to be run as often as is wanted: laid out as a root filesystem, or loaded into an engine, under a name of
   * its own.
   * @throws {UnavailableError} when that fails; {BrokenImageError} when a layer is not the one that the inventory knows;
   *   {InterruptedError} when the signal fires. Nothing is left behind then.
   */
  ready(image: RunnableImage, options: ReadyOptions): Promise<ReadyImage>
}

/** An image that a runtime can run; each container starts with the filesystem that the image has. */
export interface ReadyImage {
  /**
   * Starts a container. It sees nothing of this machine's files, and gets no more privileges than the runtime gives by default.
   * @throws {UsageError} when there is no command; {UnavailableError} when the runtime cannot make a container of the image.
   */
  start(request: ContainerRequest): Promise<Container>
  /** Removes it, all that was made of it included. */
  close(): Promise<void>
}

/** What a container is to run. */
export interface ContainerRequest {
  /** What is run in place of the image's entrypoint and command: a program and its arguments; null for the image's own. */
  readonly command: readonly string[] | null
  /** Whether it has a network but its own loopback. */
  readonly network: boolean
}

/** A container that was started. */
export interface Container {
  /** The end of its first process. Never rejected: that the command could not be started is an end, too. */
  readonly ended: Promise<ContainerEnd>
  /**
   * Its first process, as this machine numbers it; null where that has ended, or was never started.
   * @throws {UnavailableError} when it is not to be seen from here
   */
  processId(): Promise<number | null>
  /** Kills what still runs of it, and removes it with all that it wrote. */
  remove(): Promise<void>
}
