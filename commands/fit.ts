import { Args, Flags } from '@oclif/core'
import { ExitCode, UnavailableError } from '../src/errors.ts'
import type { BaseFit, FitApp } from '../src/index.ts'
import { baseFlags, basesOf } from './support/base-flags.ts'
import { IMAGE_HELP, ImageCommand, imageFlags } from './support/image-command.ts'
import { FailedImages, keepGoingFlag } from './support/keep-going.ts'
import { ownLayersFlags } from './support/own-layers-flags.ts'

export default class Fit extends ImageCommand {
  static override summary = 'Say whether an app would start on other bases, and what it lacks there.'

  static override description =
    "Lays the files that an app's own layers added over each base, and works out from the programs themselves whether the " +
    'app would start there: loaders, libraries, versions of symbols, interpreters of scripts, users. What a base lacks is ' +
    "looked for in the app's image. What nobody can know without starting it is said, not guessed.\n\n" +
    'APP is an image, a program, or a directory, which is laid over the root of each base. A base of the name scratch is ' +
    `empty. The exit code is 1 where the app does not fit some base.\n\n${IMAGE_HELP}`

  static override usage = 'fit APP BASE… [FLAGS]'

  static override examples = [
    {
      description: 'An app on three bases:',
      command: '<%= config.bin %> fit app:1.0 scratch alpine:3.20 debian:12-slim',
    },
    { description: 'A program on the well-known bases:', command: '<%= config.bin %> fit ./server --bases default' },
    {
      description: 'With plugins that it opens when it runs:',
      command: '<%= config.bin %> fit app:1.0 debian:12-slim --also /opt/app/plugins',
    },
    { description: 'What to write:', command: '<%= config.bin %> fit app:1.0 gcr.io/distroless/base --plan' },
  ]

  static override args = {
    app: Args.string({ name: 'APP', required: true, description: 'An image, a program or a directory.' }),
    base: Args.string({
      name: 'BASE',
      multiple: true,
      required: false,
      description: 'The bases, as [SCHEME:]NAME.',
    }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/fit.md).', default: false }),
    also: Flags.string({
      summary: 'Take what is at this path in the app as needed, too: a plugin, a directory of them, any file.',
      helpValue: 'PATH',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...ownLayersFlags(),
    plan: Flags.boolean({ summary: 'Print what to write, for bases that the app fits.' }),
    'chisel-releases': Flags.string({
      summary: 'Plan slices of Ubuntu, too, by this checkout of chisel-releases.',
      helpValue: 'DIR',
      dependsOn: ['plan'],
    }),
    'keep-going': keepGoingFlag,
    ...baseFlags,
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fit)
    const { chosenBases, fitApp, fitDocument, parseLayers, readChiselRelease, tryBase } = await import(
      '../src/index.ts'
    )
    const bases = chosenBases(args.base ?? [], await basesOf(flags))
    const options = {
      also: flags.also,
      baseLayers: flags['base-layers'],
      appLayers: parseLayers(flags['app-layers']),
    }
    const releases = flags['chisel-releases']
    const chiselRelease = releases === undefined ? null : await readChiselRelease(releases)
    const plan = flags.plan ? { plan: { chiselRelease } } : {}
    let app: FitApp | undefined
    const failed = new FailedImages()
    const tried = await this.readImages(
      [{ reference: args.app }, ...bases],
      flags,
      (image, _, index): BaseFit[] => {
        if (app === undefined) {
          app = fitApp(image, options)
          return []
        }
        return [tryBase(app, image, { label: bases[index - 1]!.label, ...plan })]
      },
      flags['keep-going'] ? failed.listener(bases, 1) : undefined,
    )
    await this.warnOf(failed.messages)
    const answers = tried.flat()
    if (answers.length === 0) throw new UnavailableError('None of the bases could be had.')
    const document = fitDocument(app!, answers, failed.all)
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderFitPage } = await import('../src/report/fit-page.ts')
      await this.answer(await renderFitPage(document, this.pageStyle))
    }
    const isNo = document.bases.some(({ verdict }) => verdict === 'does-not-fit')
    this.exit(Math.max(isNo ? ExitCode.no : ExitCode.ok, failed.exitCode))
  }
}
