import { Flags } from '@oclif/core'
import { ExitCode, UsageError } from '../src/errors.ts'
import { GATE_FORMATS } from '../src/report/gate-formats.ts'
import { budgetFlags, budgetValues, platformsFlag } from './support/budget-flags.ts'
import { configuredImageArg, gateFlags } from './support/gate-flags.ts'
import { IMAGE_HELP, ImageCommand, imageFlags } from './support/image-command.ts'
import { Reports, reportFlags } from './support/report-flags.ts'

export default class Gate extends ImageCommand {
  static override summary = 'Hold an image against budgets, and say what grew.'

  static override description =
    'Checks an image against budgets: sizes, layers, packages, paths, licenses, posture; absolute, or as growth since a ' +
    'baseline. They come from .imgpeek.yaml (or .json, or the key imgpeek of package.json) in this directory or one above, ' +
    'and from flags, each of which takes the place of what the file says of its budget.\n\n' +
    'SIZE is 20MB (1000) or 20MiB (1024); +5% or +10MB is growth. Only as much of the image is read as the budgets need. ' +
    `The exit code is 1 where a budget is not kept.\n\n${IMAGE_HELP}`

  static override usage = 'gate [IMAGE] [FLAGS]'

  static override examples = [
    { description: 'A limit, without any file:', command: '<%= config.bin %> gate app:1.0 --max-compressed-size 50MB' },
    {
      description: 'Growth since the last release:',
      command: '<%= config.bin %> gate app:dev --baseline app:1.0 --max-content-size +5%',
    },
    { description: 'What .imgpeek.yaml says, of all its platforms:', command: '<%= config.bin %> gate app:1.0' },
    {
      description: 'Reports for a pull request and for CI:',
      command: '<%= config.bin %> gate app:1.0 --report markdown=gate.md --report junit=gate.xml --report terminal',
    },
  ]

  static override args = {
    image: configuredImageArg,
  }

  static override flags = {
    ...gateFlags,
    'dive-ci': Flags.string({
      summary: "Keep to the rules of this file of dive's, as dive would.",
      helpValue: 'FILE',
    }),
    baseline: Flags.string({
      summary: 'Measure growth against this: a file of imgpeek gate save, or an image.',
      helpValue: 'FILE|IMAGE',
    }),
    ...reportFlags(GATE_FORMATS, 'docs/gate.md'),
    ...imageFlags,
    ...budgetFlags,
    platform: platformsFlag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Gate)
    const reports = await Reports.begin(GATE_FORMATS, flags)
    const { readGateSettings } = await import('../src/index.ts')
    const { file, image, baseline, rules, notes } = await readGateSettings({
      config: flags['no-config'] ? null : flags.config,
      directory: process.cwd(),
      diveCi: flags['dive-ci'],
      flags: budgetValues(flags),
    })
    const gated = args.image ?? image
    if (gated === null)
      throw new UsageError('No image is named; name one, as in imgpeek gate app:1.0, or in the configuration.')
    const request = {
      image: gated,
      config: file,
      baseline: flags.baseline ?? baseline,
      baseLayers: flags['base-layers'],
      rules,
      notes,
      today: new Date().toISOString().slice(0, 10),
    }
    const document = await this.gateImage(request, { ...flags, platform: undefined })
    await reports.write(document, this.pageStyle, (text) => this.answer(text))
    if (document.verdict === 'fail') this.exit(ExitCode.no)
  }
}
