import { Flags } from '@oclif/core'
import { WASTE_SORT_KEYS } from '../src/report/waste-document.ts'
import { WASTE_RULES } from '../src/waste/rules.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { GLOB_HELP, globsArg, listingFlags, listingOf } from './support/listing-flags.ts'

/** As much as fits a screen or two. */
const ADVICE_ON_PAGE = 10
const ROWS_ON_PAGE = 30

export default class Waste extends ImageCommand {
  static override summary = 'Show what an image stores for nothing, and what to change.'

  static override description =
    'Finds every byte that a layer stores and a later one overwrites, deletes or hides, and files that are most likely not ' +
    'needed; names the causes, and says which instruction of the Dockerfile to change and what that would save.\n\n' +
    `${IMAGE_HELP}\n\n${GLOB_HELP}`

  static override usage = 'waste IMAGE [GLOB…] [FLAGS]'

  static override examples = [
    { description: 'What to change, where it saves most first:', command: '<%= config.bin %> waste app:1.0' },
    {
      description: 'Every hidden path below /usr:',
      command: "<%= config.bin %> waste app:1.0 --paths --limit 0 '/usr/**'",
    },
    {
      description: 'Which files one cause is about:',
      command: '<%= config.bin %> waste app:1.0 --cause locales --removable',
    },
    {
      description: 'The bytes that could be saved, for a program:',
      command: "<%= config.bin %> waste app:1.0 --json | jq '.size.reclaimableBytes'",
    },
  ]

  static override args = { image: imageArg, glob: globsArg }

  static override flags = {
    json: Flags.boolean({
      summary: 'Print one JSON document (docs/waste.md).',
      default: false,
      exclusive: ['paths', 'removable'],
    }),
    paths: Flags.boolean({
      summary: 'List the paths that a later layer overwrote, deleted or hid.',
      default: false,
      exclusive: ['removable'],
    }),
    removable: Flags.boolean({
      summary: 'List the files that can be seen and are most likely not needed.',
      default: false,
    }),
    cause: Flags.string({
      summary: 'Only this cause; may be given several times. docs/waste.md lists them.',
      helpValue: 'NAME',
      options: WASTE_RULES.map(({ name }) => name),
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...listingFlags(WASTE_SORT_KEYS),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Waste)
    const list = flags.paths ? 'shadowed' : flags.removable ? 'removable' : 'causes'
    const listing = listingOf(flags, WASTE_SORT_KEYS, list === 'causes' ? ADVICE_ON_PAGE : ROWS_ON_PAGE)
    const inventory = await this.readImage(args.image, flags)
    const { wasteDocument } = await import('../src/index.ts')
    const document = wasteDocument(inventory, { ...listing, globs: args.glob ?? [], causes: flags.cause ?? [] })
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderWastePage } = await import('../src/report/waste-page.ts')
      await this.answer(await renderWastePage(document, { ...this.pageStyle, list }))
    }
  }
}
