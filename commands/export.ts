import { UsageError } from '../src/errors.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { outputFlag, STANDARD_OUTPUT, writeOutput } from './support/output-flag.ts'

export default class Export extends ImageCommand {
  static override summary = 'Write the final filesystem of an image as a tar.'

  static override description =
    'Writes what a container of the image sees as one tar: all layers folded, with modes, owners, times, extended ' +
    'attributes, hard links and devices. The same image gives the same bytes.\n\n' +
    IMAGE_HELP

  static override usage = 'export IMAGE [FLAGS]'

  static override examples = [
    { description: 'Into a file:', command: '<%= config.bin %> export alpine:3.20 -o alpine.tar' },
    { description: 'Into another program:', command: '<%= config.bin %> export alpine:3.20 | tar -t' },
  ]

  static override args = { image: imageArg }

  static override flags = {
    output: outputFlag,
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Export)
    const { output } = flags
    if (output === STANDARD_OUTPUT && process.stdout.isTTY) {
      throw new UsageError('A tar is nothing for a terminal; name a file with -o, or pipe the output into a program.')
    }
    const { exportTar, missingContents } = await import('../src/index.ts')
    await this.withImage(args.image, flags, async (inventory, extract) => {
      await this.warnOf(missingContents(inventory))
      const tar = exportTar(inventory, extract)
      await writeOutput(output, tar, extract.signal)
    })
  }
}
