import { Args, Flags } from '@oclif/core'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { listingFlags } from './support/listing-flags.ts'

/** Rows of each list on a page. */
const PAGE_LIMIT = 8

export default class Why extends ImageCommand {
  static override summary = 'Say why a path, a package or a library is in an image.'

  static override description =
    'Says which layer and instruction put something there, which package owns it, what needs it, how the command that the ' +
    'image runs leads to it, and what would break or be of no use without it. NAME is a path, the name or URL of a ' +
    'package, or the name of a shared library; what has several meanings is answered for each.\n\n' +
    IMAGE_HELP

  static override usage = 'why IMAGE NAME [FLAGS]'

  static override examples = [
    { description: 'A library:', command: '<%= config.bin %> why debian:12 libgnutls.so.30' },
    { description: 'A package:', command: '<%= config.bin %> why python:3.12 perl-base' },
    {
      description: 'A file, or a directory with all that is in it:',
      command: '<%= config.bin %> why app:1.0 /opt/app',
    },
  ]

  static override args = {
    image: imageArg,
    name: Args.string({ name: 'NAME', required: true, description: 'What is asked for.' }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/why.md).', default: false }),
    limit: listingFlags([]).limit,
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Why)
    const inventory = await this.readImage(args.image, flags)
    const { whyDocument } = await import('../src/index.ts')
    const document = whyDocument(inventory, args.name)
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderWhyPage } = await import('../src/report/why-page.ts')
      await this.answer(renderWhyPage(document, { ...this.pageStyle, limit: flags.limit ?? PAGE_LIMIT }))
    }
  }
}
