import { Args, Flags } from '@oclif/core'
import { UnavailableError } from '../src/errors.ts'
import type { FitApp } from '../src/index.ts'
import { COMPARE_FORMATS } from '../src/report/compare-formats.ts'
import { baseFlags, basesOf } from './support/base-flags.ts'
import { IMAGE_HELP, ImageCommand, imageFlags } from './support/image-command.ts'
import { FailedImages, keepGoingFlag } from './support/keep-going.ts'
import { Reports, reportFlags } from './support/report-flags.ts'

export default class Compare extends ImageCommand {
  static override summary = 'Compare images side by side.'

  static override description =
    'Puts two to fifty images side by side: what they weigh, what is in them, what programs find there, how they stand with ' +
    'users, shells and privileges, and which layers they have in common. The best of each row is marked.\n\n' +
    IMAGE_HELP

  static override usage = 'compare IMAGE IMAGE… [FLAGS]'

  static override examples = [
    { description: 'Three bases:', command: '<%= config.bin %> compare alpine:3.20 debian:12-slim busybox:1.36' },
    { description: 'An app and the well-known bases:', command: '<%= config.bin %> compare app:1.0 --bases default' },
    {
      description: 'A table for a pull request, and one for a spreadsheet:',
      command: '<%= config.bin %> compare -f images.yaml --report markdown=bases.md --report csv=bases.csv',
    },
    {
      description: 'The one that is pulled fastest:',
      command:
        "<%= config.bin %> compare alpine:3.20 debian:12-slim --json | jq -r '.images | min_by(.values.compressedBytes).label'",
    },
  ]

  static override args = {
    image: Args.string({
      name: 'IMAGE',
      multiple: true,
      required: false,
      description: 'The images, as [SCHEME:]NAME; two or more together with those of lists.',
    }),
  }

  static override flags = {
    file: Flags.string({
      char: 'f',
      summary: 'Take the images of this list too: YAML, with labels and references.',
      helpValue: 'FILE',
    }),
    app: Flags.string({
      summary: 'Say also whether this image would start on each of them as its base (imgpeek fit).',
      helpValue: 'IMAGE',
    }),
    'keep-going': keepGoingFlag,
    ...baseFlags,
    ...reportFlags(COMPARE_FORMATS, 'docs/compare.md'),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare)
    const reports = await Reports.begin(COMPARE_FORMATS, flags)
    const { chosenImages, compareDocument, fitApp, readImageList, summarizeImage } = await import('../src/index.ts')
    const listed = flags.file === undefined ? [] : await readImageList(flags.file)
    const images = chosenImages(args.image ?? [], [...listed, ...(await basesOf(flags))])
    // the app is read first, because the others are tried with it
    const appRequests = flags.app === undefined ? [] : [{ reference: flags.app }]
    let app: FitApp | null = null
    const failed = new FailedImages()
    const summaries = await this.readImages(
      [...appRequests, ...images],
      flags,
      async (inventory, image, index) => {
        const compared = images[index - appRequests.length]
        if (compared === undefined) {
          app = fitApp(inventory)
          return []
        }
        const summary = { ...(await summarizeImage(inventory, image, app)), label: compared.label }
        reports.see(inventory)
        return [summary]
      },
      flags['keep-going'] ? failed.listener(images, appRequests.length) : undefined,
    )
    await this.warnOf(failed.messages)
    const compared = summaries.flat()
    if (compared.length < 2)
      throw new UnavailableError('Fewer than two images could be had, so there is nothing to compare.')
    await reports.write(compareDocument(compared, failed.all), this.pageStyle, (text) => this.answer(text))
    this.exit(failed.exitCode)
  }
}
