import { Args, Flags } from '@oclif/core'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'

export default class Unpack extends ImageCommand {
  static override summary = 'Unpack the final filesystem of an image, or an OCI runtime bundle.'

  static override description =
    'Writes what a container of the image sees to a directory: all layers folded, with modes, owners (as root), times, ' +
    'extended attributes and hard links. The directory must be empty or not exist yet; it is there whole or not at all. ' +
    'Nothing in an image can lead out of it. Device nodes are left out, because they would open the disks of this machine ' +
    'to whoever may read the directory; containers get their own.\n\n' +
    IMAGE_HELP

  static override usage = 'unpack IMAGE DIR [FLAGS]'

  static override examples = [
    { description: 'The filesystem:', command: '<%= config.bin %> unpack alpine:3.20 rootfs' },
    {
      description: 'A container without an engine:',
      command: '<%= config.bin %> unpack --bundle alpine:3.20 alpine && runc run --bundle alpine demo',
    },
  ]

  static override args = {
    image: imageArg,
    dir: Args.string({ name: 'DIR', required: true, description: 'A directory, empty or yet to be made.' }),
  }

  static override flags = {
    bundle: Flags.boolean({
      summary: 'Make an OCI runtime bundle: config.json, from what the image says, beside rootfs.',
    }),
    devices: Flags.boolean({ summary: 'Make device nodes too (as root).' }),
    json: Flags.boolean({ summary: 'Print one JSON document about what was made.' }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Unpack)
    const { unpack } = await import('../src/index.ts')
    const { bundle, devices } = flags
    const document = await this.withImage(args.image, flags, (inventory, extract) =>
      unpack(inventory, args.dir, { ...extract, bundle, devices }),
    )
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderUnpackPage } = await import('../src/report/unpack-page.ts')
      await this.warnOf(document.warnings)
      await this.answer(renderUnpackPage(document))
    }
  }
}
