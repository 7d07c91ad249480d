import { Flags } from '@oclif/core'
import { SECTIONS } from '../src/report/page/sections.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'

export default class Inspect extends ImageCommand {
  static override summary = 'Show what an image is made of.'

  static override description =
    'Says what an image is made of: its layers and the instructions that made them, its packages, its libc and what its ' +
    'binaries need, what is wasted, and how it stands with users, shells and privileges.\n\n' +
    IMAGE_HELP

  static override usage = 'inspect IMAGE [FLAGS]'

  static override examples = [
    { description: 'An image in a registry:', command: '<%= config.bin %> inspect alpine:3.20' },
    {
      description: 'The same for another platform:',
      command: '<%= config.bin %> inspect alpine:3.20 --platform linux/arm64',
    },
    { description: 'What docker save wrote:', command: '<%= config.bin %> inspect docker-archive:image.tar' },
    {
      description: 'All packages and nothing else:',
      command: '<%= config.bin %> inspect debian:12 --section packages',
    },
    {
      description: 'For a program:',
      command: "<%= config.bin %> inspect alpine:3.20 --json | jq -r '.packages[].purl'",
    },
  ]

  static override args = { image: imageArg }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/json.md).', exclusive: ['section'] }),
    section: Flags.string({
      summary: 'Print this section only, in full; may be given several times.',
      helpValue: 'NAME',
      options: SECTIONS.map((section) => section.name),
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Inspect)
    const inventory = await this.readImage(args.image, flags)
    const { inspectDocument } = await import('../src/index.ts')
    const document = inspectDocument(inventory)
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderInspectPage } = await import('../src/report/inspect-page.ts')
      await this.answer(await renderInspectPage(document, { ...this.pageStyle, sections: flags.section ?? [] }))
    }
  }
}
