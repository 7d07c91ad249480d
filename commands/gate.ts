import { Flags } from '@oclif/core'
import { ExitCode, UsageError } from '../src/errors.ts'
import type { GateDocument, GateRequest } from '../src/index.ts'
import { GATE_FORMATS } from '../src/report/gate-formats.ts'
import { budgetFlags, budgetValues, platformsFlag } from './support/budget-flags.ts'
import { configuredImageArg, gateFlags } from './support/gate-flags.ts'
import { IMAGE_HELP, ImageCommand, type ImageFlags, imageFlags } from './support/image-command.ts'
import { manifestFlags, workloadsOf } from './support/manifest-flags.ts'
import { Reports, reportFlags } from './support/report-flags.ts'

export default class Gate extends ImageCommand {
  static override summary = 'Hold an image against budgets, and say what grew.'

  static override description =
    'Checks an image against budgets: sizes, layers, packages, paths, licenses, posture; absolute, or as growth since a ' +
    'baseline. They come from .imgpeek.yaml (or .json, or the key imgpeek of package.json) in this directory or one above, ' +
    'and from flags, each of which takes the place of what the file says of its budget.\n\n' +
    'SIZE is 20MB (1000) or 20MiB (1024); +5% or +10MB is growth. Only as much of the image is read as the budgets need. ' +
    `The exit code is 1 where a budget is not kept.\n\n${IMAGE_HELP}`

  static override usage = ['gate [IMAGE] [FLAGS]', 'gate -f MANIFEST… [FLAGS]']

  static override examples = [
    { description: 'A limit, without any file:', command: '<%= config.bin %> gate app:1.0 --max-compressed-size 50MB' },
    {
      description: 'Growth since the last release:',
      command: '<%= config.bin %> gate app:dev --baseline app:1.0 --max-content-size +5%',
    },
    { description: 'What .imgpeek.yaml says, of all its platforms:', command: '<%= config.bin %> gate app:1.0' },
    {
      description: 'Every image of a deployment:',
      command: 'kubectl kustomize overlays/prod | <%= config.bin %> gate -f - --deny-root --max-compressed-size 200MB',
    },
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
    ...manifestFlags,
    'dive-ci': Flags.string({
      summary: "Keep to the rules of this file of dive's, as dive would.",
      helpValue: 'FILE',
    }),
    baseline: Flags.string({
      summary: 'Measure growth against this: a file of imgpeek gate save, or an image.',
      helpValue: 'FILE|IMAGE',
      exclusive: ['manifest'],
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
    const common = {
      config: file,
      baseLayers: flags['base-layers'],
      rules,
      today: new Date().toISOString().slice(0, 10),
    }
    const reading = { ...flags, platform: undefined }
    const document =
      flags.manifest === undefined
        ? await this.gateImage(
            { ...common, image: gatedImage(args.image ?? image), baseline: flags.baseline ?? baseline, notes },
            reading,
          )
        : await this.gateManifest(flags, args.image, { ...common, notes: [...notes, ...notesOn(baseline)] }, reading)
    await reports.write(document, this.pageStyle, (text) => this.answer(text))
    if (document.verdict === 'fail') this.exit(ExitCode.no)
  }

  private async gateManifest(
    {
      manifest: manifests = [],
      map,
    }: { readonly manifest?: string[] | undefined; readonly map?: string[] | undefined },
    image: string | undefined,
    request: Omit<GateRequest, 'image' | 'baseline'>,
    flags: ImageFlags,
  ): Promise<GateDocument> {
    if (image !== undefined) throw new UsageError(`${image} is named beside a manifest; gate one or the other.`)
    const { parseImageMap, planImages } = await import('../src/index.ts')
    const imageMap = parseImageMap(map ?? [])
    const { workloads, notes } = await workloadsOf(manifests, flags)
    const { images } = planImages(workloads, { map: imageMap, source: flags.source })
    return this.reading(flags, 'Reading', ({ gateManifest }, options) =>
      gateManifest({ ...request, manifests, images, notes: [...(request.notes ?? []), ...notes] }, options),
    )
  }
}

function gatedImage(image: string | null): string {
  if (image !== null) return image
  throw new UsageError('No image is named; name one, as in imgpeek gate app:1.0, or in the configuration.')
}

/** A baseline is of one image. */
function notesOn(baseline: string | null): string[] {
  return baseline === null ? [] : [`Growth is not judged: the baseline ${baseline} is of one image.`]
}
