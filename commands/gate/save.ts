import { Flags } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import { configuredImageArg, gateFlags } from '../support/gate-flags.ts'
import { IMAGE_HELP, ImageCommand, imageFlags } from '../support/image-command.ts'
import { STANDARD_OUTPUT, writeOutput } from '../support/output-flag.ts'
import { utf8 } from '../support/utf8.ts'

export default class GateSave extends ImageCommand {
  static override summary = 'Save what later images are measured against.'

  static override description =
    'Writes a baseline for imgpeek gate --baseline: figures, packages and where the bytes are, as JSON that is small enough to ' +
    'be committed or kept as an artifact of CI. The same image gives the same bytes. With --history, a line is appended to a ' +
    `file that imgpeek gate trend draws.\n\n${IMAGE_HELP}`

  static override usage = 'gate save [IMAGE] [FLAGS]'

  static override examples = [
    { description: 'A baseline to commit:', command: '<%= config.bin %> gate save app:1.0 -o .imgpeek-baseline.json' },
    { description: 'Its use:', command: '<%= config.bin %> gate app:dev --baseline .imgpeek-baseline.json' },
    {
      description: 'Both platforms of an image:',
      command: '<%= config.bin %> gate save app:1.0 --platform linux/amd64 --platform linux/arm64 -o base.json',
    },
    { description: 'One more run of a history:', command: '<%= config.bin %> gate save app:1.0 --history app.jsonl' },
  ]

  static override args = {
    image: configuredImageArg,
  }

  static override flags = {
    output: Flags.string({
      char: 'o',
      summary:
        'Write the baseline into this file; into that of the configuration, or else to standard output (-), unless set.',
      helpValue: 'FILE',
    }),
    history: Flags.string({
      summary: 'Append a line with the figures to this file; no baseline is written then, unless --output is given.',
      helpValue: 'FILE',
    }),
    time: Flags.string({
      summary: 'The time of the run in the history; now, or SOURCE_DATE_EPOCH, unless set.',
      helpValue: 'TIME',
      dependsOn: ['history'],
    }),
    commit: Flags.string({
      summary: 'The commit of the run in the history; the one that the CI service names unless set.',
      helpValue: 'COMMIT',
      dependsOn: ['history'],
    }),
    ...gateFlags,
    ...imageFlags,
    platform: Flags.string({
      summary: 'Save this platform; may be given several times. All that the configuration names unless set.',
      helpValue: 'OS/ARCH[/VARIANT]',
      multiple: true,
      multipleNonGreedy: true,
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GateSave)
    const {
      appendRuns,
      baselineFile,
      baselineOf,
      baselineRequests,
      commitOfCi,
      isBaselineFile,
      readGateSettings,
      runsOf,
      runTime,
    } = await import('../../src/index.ts')
    const time = runTime(flags.time, process.env.SOURCE_DATE_EPOCH, new Date())
    const { image, baseline, rules } = await readGateSettings({
      config: flags['no-config'] ? null : flags.config,
      directory: process.cwd(),
      flags: new Map(),
    })
    const saved = args.image ?? image
    if (saved === null) {
      throw new UsageError('No image is named; name one, as in imgpeek gate save app:1.0, or in the configuration.')
    }
    const requests = baselineRequests({ image: saved, platforms: flags.platform, rules })
    const options = { rules, baseLayers: flags['base-layers'] }
    const reading = { ...flags, platform: undefined }
    const images = await this.readImages(requests, reading, (inventory) => baselineOf(inventory, options))
    const file = baselineFile(images)

    if (flags.history !== undefined) {
      await appendRuns(flags.history, runsOf(file, { time, commit: flags.commit ?? commitOfCi(process.env) }))
      if (flags.output === undefined) return
    }
    const configured = baseline !== null && isBaselineFile(baseline) ? baseline : STANDARD_OUTPUT
    const { renderBaseline } = await import('../../src/report/baseline-json.ts')
    await writeOutput(flags.output ?? configured, utf8(renderBaseline(file)), undefined)
    if (flags.output === undefined && configured !== STANDARD_OUTPUT) {
      await this.warnOf([`The baseline is in ${configured}, as the configuration has it.`])
    }
  }
}
