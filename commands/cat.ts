import { Args, Flags } from '@oclif/core'
import { forTerminal, writePieces } from './support/byte-output.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'

export default class Cat extends ImageCommand {
  static override summary = 'Print a file of an image.'

  static override description =
    'Prints the content of a file as a container of the image would see it, to the byte. Symlinks are followed inside the ' +
    'image. Only the one layer that has the content is read again, and no further than the file. On a terminal, what it ' +
    'could take for a command is shown as an escape, such as \\x1b.\n\n' +
    IMAGE_HELP

  static override usage = 'cat IMAGE PATH [FLAGS]'

  static override examples = [
    { description: 'What an image says it is:', command: '<%= config.bin %> cat debian:12 /etc/os-release' },
    {
      description: 'A file as the base image had it, before a later layer changed it:',
      command: '<%= config.bin %> cat app:1.0 /etc/passwd --layer 0',
    },
  ]

  static override args = {
    image: imageArg,
    path: Args.string({ name: 'PATH', required: true, description: 'A file, from the root of the image.' }),
  }

  static override flags = {
    layer: Flags.integer({
      summary: 'Print the version that this layer wrote; layers are counted from 0, the base.',
      helpValue: 'N',
      min: 0,
    }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Cat)
    const { streamFile } = await import('../src/index.ts')
    await this.withImage(args.image, flags, (inventory, extract) => {
      const content = streamFile(inventory, args.path, { ...extract, layer: flags.layer })
      const { stdout } = process
      return writePieces(stdout, stdout.isTTY ? forTerminal(content) : content, extract.signal)
    })
  }
}
