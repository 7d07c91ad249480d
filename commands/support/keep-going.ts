import { Flags } from '@oclif/core'
import { ExitCode } from '../../src/errors.ts'
import type { FailedImage, ListedImage, ReadImagesOptions } from '../../src/index.ts'

/** The flag of commands that can do without some of their images. */
export const keepGoingFlag = Flags.boolean({
  summary: 'Leave out images that cannot be had or are broken; the exit code tells of them all the same.',
  default: false,
})

/** The images that a command goes on without. */
export class FailedImages {
  readonly all: FailedImage[] = []

  /**
   * What `readImages` tells of them.
   * @param images those that may fail
   * @param needed how many requests come before them, which may not
   */
  listener(images: readonly ListedImage[], needed: number): NonNullable<ReadImagesOptions['onFailure']> {
    return (error, index) => {
      const image = images[index - needed]
      if (image === undefined) throw error
      this.all.push({ image, error })
    }
  }

  get messages(): string[] {
    return this.all.map(({ error }) => error.message)
  }

  /** What the program ends with because of them: the worst that has happened; 0 where there are none. */
  get exitCode(): number {
    return Math.max(ExitCode.ok, ...this.all.map(({ error }) => error.exitCode))
  }
}
