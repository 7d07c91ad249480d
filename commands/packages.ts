import { Flags } from '@oclif/core'
import { PACKAGE_GROUPINGS, PACKAGE_SORT_KEYS } from '../src/report/packages-document.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { globsArg, listingFlags, listingOf } from './support/listing-flags.ts'

export default class Packages extends ImageCommand {
  static override summary = 'List the packages of an image, and what depends on what.'

  static override description =
    'Lists every package with what it takes in this image, the layer that installed it and its licenses. What no other ' +
    'package depends on is marked.\n\n' +
    `${IMAGE_HELP}\n\nGLOB is a pattern for names; put it in quotes. * stands for any characters, ? for one, ` +
    '[a-z] for one of some, {a,b} for either.'

  static override usage = 'packages IMAGE [GLOB…] [FLAGS]'

  static override examples = [
    { description: 'All packages, the largest first:', command: '<%= config.bin %> packages debian:12' },
    { description: 'What each layer brought:', command: '<%= config.bin %> packages app:1.0 --by layer' },
    { description: 'What a package depends on:', command: '<%= config.bin %> packages debian:12 apt --tree' },
    {
      description: 'What could be left out, for a program:',
      command: "<%= config.bin %> packages app:1.0 --json | jq -r '.packages[] | select(.root).name'",
    },
  ]

  static override args = { image: imageArg, glob: globsArg }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/packages.md).', default: false }),
    by: Flags.option({
      summary: 'Group by layer, type or license, with totals; --limit then cuts each group.',
      helpValue: 'KEY',
      options: PACKAGE_GROUPINGS,
      exclusive: ['tree'],
    })(),
    tree: Flags.boolean({
      summary: 'Print the tree of dependencies: of the packages that match, or else of those that nothing depends on.',
      default: false,
    }),
    ...listingFlags(PACKAGE_SORT_KEYS),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Packages)
    const inventory = await this.readImage(args.image, flags)
    const { packagesDocument } = await import('../src/index.ts')
    const document = packagesDocument(inventory, {
      ...listingOf(flags, flags.tree ? ['name', ...PACKAGE_SORT_KEYS] : PACKAGE_SORT_KEYS, 0),
      globs: args.glob ?? [],
      by: flags.by ?? null,
      tree: flags.tree,
    })
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderPackagesPage } = await import('../src/report/packages-page.ts')
      await this.answer(await renderPackagesPage(document, this.pageStyle))
    }
  }
}
