import { Args, Flags } from '@oclif/core'
import { writeFileWhole } from '../src/disk/write-file-whole.ts'
import { ExitCode, UsageError } from '../src/errors.ts'
import type { CompressionFormat, SlimExplanation, SlimMode, SlimOptions, SlimPlan, SlimRequest } from '../src/index.ts'
import { IMAGE_HELP, ImageCommand, type ImageFlags, imageFlags } from './support/image-command.ts'
import { ownLayersFlags } from './support/own-layers-flags.ts'
import { checkTerminal, dropsOf, type ReviewFlags, reviewer, reviewFlags } from './support/review-flags.ts'
import { type TraceFlags, traceFlags, traceRequestOf } from './support/trace-flags.ts'
import { type VerifyFlags, verifyFlags, verifyRequestOf } from './support/verify-flags.ts'

/** Each with what it stands for, for help. */
const MODES: readonly SlimMode[] = ['packages', 'files', 'policy']
const COMPRESSIONS: readonly CompressionFormat[] = ['gzip', 'zstd', 'none']

/** The heading that help puts over the flags that say what stays. */
const WHAT_STAYS = 'WHAT STAYS'

export default class Slim extends ImageCommand {
  static override summary = 'Write a smaller image that still runs, with a reason for every path.'

  static override description =
    'Works out from the image itself what its command needs: programs and the libraries that they load, what scripts start, ' +
    'what interpreters need, what is only opened while they run; and writes an image of that. Package databases state the ' +
    'packages that are left. Nothing is run unless --trace or --verify asks for it; what was written is checked before it appears, and where something is missing that ' +
    'was there before, nothing appears and the exit code is 1. IMAGE is never changed.\n\n' +
    'With --mode packages whole packages stay, without documentation and the like; with files only the files that are ' +
    'needed; with policy all but documentation and the like.\n\n' +
    'With --onto the app comes to stand on another base, where it fits it as imgpeek fit says: with what it needs and that base ' +
    'does not have. Where it does not fit, nothing is written, and the exit code is 1.\n\n' +
    'DESTINATION is a name in a registry, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], ' +
    'docker-daemon:REF, podman:REF or containerd:[NAMESPACE/]REF. ' +
    '--username is for the registry of DESTINATION, or of IMAGE where DESTINATION is none.\n\n' +
    IMAGE_HELP

  static override usage = ['slim IMAGE -o DESTINATION [FLAGS]', 'slim [IMAGE] --explain PATH [--audit FILE]']

  static override examples = [
    {
      description: 'What would go:',
      command: '<%= config.bin %> slim app:1.0 --dry-run',
    },
    {
      description: 'A smaller image, beside the other in its registry:',
      command: '<%= config.bin %> slim registry.example/app:1.0 -o registry.example/app:1.0-slim --mode files',
    },
    {
      description: 'To try it right away:',
      command: '<%= config.bin %> slim app:1.0 -o docker-daemon:app:slim && docker run --rm app:slim',
    },
    {
      description: 'With what the app opens by itself, and a record of every decision:',
      command: "<%= config.bin %> slim app:1.0 -o oci:slim:1.0 --keep '/srv/plugins/**' --audit audit.json",
    },
    {
      description: 'On another base:',
      command: '<%= config.bin %> slim app:1.0 -o registry.example/app:1.0-distroless --onto gcr.io/distroless/base',
    },
    {
      description: 'Why something stayed:',
      command: '<%= config.bin %> slim --audit audit.json --explain /usr/lib/x86_64-linux-gnu/libssl.so.3',
    },
  ]

  static override args = {
    image: Args.string({ name: 'IMAGE', description: 'The image, as [SCHEME:]NAME.' }),
  }

  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'Write the image to this place, as [SCHEME:]NAME.',
      helpValue: 'DESTINATION',
    }),
    mode: Flags.option({
      summary:
        'Keep whole packages (packages, unless set), only files that are needed (files), or nearly all (policy).',
      helpValue: MODES.join('|'),
      options: MODES,
    })(),
    keep: Flags.string({
      summary: 'Keep what is at this path, or matches this glob, with all that it needs.',
      helpValue: 'PATH|GLOB',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: WHAT_STAYS,
    }),
    'keep-package': Flags.string({
      summary: 'Keep this package, with all that it needs.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: WHAT_STAYS,
    }),
    'keep-bin': Flags.string({
      summary: 'Keep this program, by its name in PATH or by its path, with all that it needs.',
      helpValue: 'PROGRAM',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: WHAT_STAYS,
    }),
    locale: Flags.string({
      summary: 'Keep this locale beside the one that the image is set to: de_DE.UTF-8, or de for translations.',
      helpValue: 'LOCALE',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: WHAT_STAYS,
    }),
    ...ownLayersFlags(WHAT_STAYS),
    ...reviewFlags(WHAT_STAYS),
    strip: Flags.boolean({
      summary: 'Take debug sections and symbols out of programs and libraries, by a writer of our own.',
      default: false,
    }),
    onto: Flags.string({
      summary: 'Put the app onto this base, where it fits it, with what is missing there; scratch is an empty one.',
      helpValue: 'BASE',
    }),
    ...traceFlags,
    ...verifyFlags,
    'dry-run': Flags.boolean({ summary: 'Say what would be, and write no image.' }),
    audit: Flags.string({
      summary: 'Write into this file, as JSON, what becomes of every path and why; without IMAGE, read it.',
      helpValue: 'FILE',
    }),
    explain: Flags.string({
      summary: 'Say why this path is kept or dropped, and write no image.',
      helpValue: 'PATH',
    }),
    compression: Flags.option({
      summary: 'Compress new layers so; gzip unless set.',
      helpValue: COMPRESSIONS.join('|'),
      options: COMPRESSIONS,
    })(),
    level: Flags.integer({
      summary: 'Compress to this level: of gzip 1 to 9, of zstd 1 to 22.',
      helpValue: 'N',
    }),
    json: Flags.boolean({ summary: 'Print one JSON document (docs/slim.md).', default: false }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Slim)
    if (flags.explain !== undefined) await this.#explain(args.image, flags.explain, flags)
    else await this.#slim(args.image, flags)
  }

  async #slim(image: string | undefined, flags: SlimFlags): Promise<void> {
    if (image === undefined) throw new UsageError('IMAGE is missing: name the image to slim.')
    const destination = flags['dry-run'] ? null : flags.output
    if (destination === undefined) {
      throw new UsageError('Nothing says where the image is to go: name a DESTINATION with -o, or use --dry-run.')
    }
    const { compression: format = 'gzip', level, audit } = flags
    checkTerminal(flags)
    const request = await this.#requestOf(flags)
    const verify = await verifyRequestOf(flags)
    const document = await this.reading(flags, 'Reading', ({ slim }, options, doneReading) =>
      slim(image, destination, {
        ...options,
        ...request,
        verify,
        compression: { format, ...(level !== undefined && { level }) },
        sourceDateEpoch: process.env.SOURCE_DATE_EPOCH,
        ...(flags.interactive && { review: reviewer(request.slim, { signal: options.signal, begin: doneReading }) }),
        onPlan: async (plan) => {
          doneReading()
          if (audit !== undefined) await writeAudit(audit, plan)
        },
      }),
    )
    if (flags.json) {
      await this.answerJson(document)
    } else {
      await this.warnOf(document.warnings)
      const { renderSlimPage } = await import('../src/report/slim-page.ts')
      await this.answer(await renderSlimPage(document, this.pageStyle))
    }
    const isMisfit = document.onto?.verdict === 'does-not-fit'
    if (isMisfit || (document.proof !== null && document.written === null)) this.exit(ExitCode.no)
  }

  async #explain(image: string | undefined, path: string, flags: SlimFlags): Promise<void> {
    const explanation =
      image === undefined ? await explainAudit(path, flags.audit) : await this.#explainImage(image, path, flags)
    if (flags.json) {
      await this.answerJson(explanation)
    } else {
      const { renderSlimExplanation } = await import('../src/report/slim-explanation-page.ts')
      await this.answer(renderSlimExplanation(explanation, this.pageStyle))
    }
  }

  async #explainImage(image: string, path: string, flags: SlimFlags): Promise<SlimExplanation> {
    const { explainedBy, explainPath } = await import('../src/index.ts')
    const request = await this.#requestOf(flags)
    let explanation: SlimExplanation | undefined
    await this.reading(flags, 'Reading', ({ slim }, options) =>
      slim(image, null, {
        ...options,
        ...request,
        onPlan: async (plan) => {
          if (flags.audit !== undefined) await writeAudit(flags.audit, plan)
          explanation = explainPath(explainedBy(plan), path)
        },
      }),
    )
    return explanation!
  }

  /** What makes the plan, whether it is written or explained. */
  async #requestOf(flags: SlimFlags): Promise<Pick<SlimRequest, 'slim' | 'onto' | 'trace' | 'tool'>> {
    return {
      slim: await slimOptionsOf(flags),
      onto: flags.onto,
      trace: traceRequestOf(flags),
      tool: { name: 'imgpeek', version: this.config.version },
    }
  }
}

/** What the command line says. */
interface SlimFlags extends ImageFlags, ReviewFlags, TraceFlags, VerifyFlags {
  readonly output?: string | undefined
  readonly mode?: SlimMode | undefined
  readonly keep?: string[] | undefined
  readonly 'keep-package'?: string[] | undefined
  readonly 'keep-bin'?: string[] | undefined
  readonly locale?: string[] | undefined
  readonly 'app-layers'?: string | undefined
  readonly 'base-layers'?: number | undefined
  readonly onto?: string | undefined
  readonly strip: boolean
  readonly 'dry-run': boolean
  readonly audit?: string | undefined
  readonly compression?: CompressionFormat | undefined
  readonly level?: number | undefined
  readonly json: boolean
}

async function slimOptionsOf(flags: SlimFlags): Promise<SlimOptions> {
  const { parseLayers } = await import('../src/index.ts')
  return {
    mode: flags.mode,
    keep: flags.keep,
    keepPackages: flags['keep-package'],
    keepPrograms: flags['keep-bin'],
    locales: flags.locale,
    ...dropsOf(flags),
    strip: flags.strip,
    appLayers: parseLayers(flags['app-layers']),
    baseLayers: flags['base-layers'],
  }
}

async function explainAudit(path: string, audit: string | undefined): Promise<SlimExplanation> {
  if (audit === undefined) throw new UsageError('--explain needs an IMAGE, or an audit of one: --audit FILE.')
  const { explainPath, readAudit } = await import('../src/index.ts')
  return explainPath(await readAudit(audit), path)
}

async function writeAudit(file: string, plan: SlimPlan): Promise<void> {
  const { slimAudit } = await import('../src/index.ts')
  const { encodedText } = await import('../src/report/encoded-text.ts')
  const { renderJsonPieces } = await import('../src/report/json.ts')
  await writeFileWhole(file, encodedText(renderJsonPieces(slimAudit(plan))))
}
