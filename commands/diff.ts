import { Args, Flags } from '@oclif/core'
import { ExitCode, UsageError } from '../src/errors.ts'
import type { ImageRequest } from '../src/index.ts'
import { DIFF_SECTIONS, IGNORABLE_ASPECTS } from '../src/report/diff-document.ts'
import { IMAGE_HELP, ImageCommand, imageFlags } from './support/image-command.ts'
import { layerFlag } from './support/layer-flag.ts'
import { GLOB_HELP, listingFlags } from './support/listing-flags.ts'

/** Changes of each kind that a page has. */
const MOST_ON_PAGE = 10

export default class Diff extends ImageCommand {
  static override summary = 'Show in what two images differ.'

  static override description =
    'Says where the difference in size comes from, which packages came, went, were upgraded or downgraded, what else is ' +
    'there for programs and for attackers, what the config says now, which layers both have, and which files differ. With ' +
    '--layers or --platforms, one image is compared with itself, at two layers or for two platforms.\n\n' +
    `${IMAGE_HELP}\n\n${GLOB_HELP}`

  static override usage = ['diff BEFORE AFTER [FLAGS]', 'diff IMAGE --layers I J', 'diff IMAGE --platforms A,B']

  static override examples = [
    { description: 'Two versions:', command: '<%= config.bin %> diff alpine:3.19 alpine:3.20' },
    { description: 'What layers 2 to 4 did together:', command: '<%= config.bin %> diff app:1.0 --layers 1 4' },
    {
      description: 'One tag for two platforms:',
      command: '<%= config.bin %> diff alpine:3.20 --platforms linux/amd64,linux/arm64',
    },
    {
      description: 'What is written in the files of /etc, before and after:',
      command: '<%= config.bin %> diff app:1.0 app:1.1 --only files --path /etc --content',
    },
    {
      description: 'Whether a rebuilt image holds the same, but for times:',
      command: '<%= config.bin %> diff app:1.0 app:rebuilt --ignore mtime --exit-code',
    },
    {
      description: 'For a program:',
      command:
        '<%= config.bin %> diff app:1.0 app:1.1 --json | jq -r \'.packages.changes[] | select(.change == "downgraded").name\'',
    },
  ]

  static override args = {
    before: Args.string({ name: 'IMAGE', required: true, description: 'The image before, as [SCHEME:]NAME.' }),
    after: Args.string({
      name: 'IMAGE',
      required: false,
      description: 'The image after; left out with --layers and --platforms.',
    }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/diff.md).', default: false }),
    only: Flags.option({
      summary: `Compare only this: ${DIFF_SECTIONS.join(', ')}; may be given several times.`,
      helpValue: 'SECTION',
      options: DIFF_SECTIONS,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    })(),
    path: Flags.string({
      summary: 'Only sizes and files of paths that match; may be given several times.',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ignore: Flags.option({
      summary: `Take paths for equal that differ in this alone: ${IGNORABLE_ASPECTS.join(', ')}; may be several.`,
      helpValue: 'ASPECT',
      options: IGNORABLE_ASPECTS,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    })(),
    content: Flags.boolean({
      summary: 'Print what differs inside of files: of text a unified diff.',
      default: false,
    }),
    'exit-code': Flags.boolean({
      summary: 'End with 1 where the images differ, and with 0 where not.',
      default: false,
    }),
    layers: layerFlag({
      summary: 'Compare the image as layer I leaves it with the image as layer J leaves it; they count from 0.',
      helpValue: 'I J',
      multiple: true,
      delimiter: ',',
      exclusive: ['platforms'],
    }),
    platforms: Flags.string({
      summary: 'Compare the image for these two platforms.',
      helpValue: 'A,B',
      multiple: true,
      delimiter: ',',
      exclusive: ['platform'],
    }),
    limit: {
      ...listingFlags([]).limit,
      summary: `Print at most so many changes of each kind; ${MOST_ON_PAGE} unless set, 0 for all.`,
    },
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff)
    const requests = requestsOf(args, flags)
    const { content: contents, json, only: sections = [] } = flags
    if (contents && sections.length > 0 && !sections.includes('files'))
      throw new UsageError('--content is about files; add --only files, or leave --only out.')
    const compared = {
      sections,
      globs: flags.path ?? [],
      ignore: flags.ignore ?? [],
      limit: flags.limit ?? (json ? 0 : MOST_ON_PAGE),
      collapse: !json,
      contents,
    }
    const { diffImages } = await import('../src/index.ts')
    const document = await this.withOpenImages(requests, flags, ([before, after], reading) =>
      diffImages(
        { image: before!, lastLayer: requests[0].lastLayer ?? null },
        { image: after!, lastLayer: requests[1].lastLayer ?? null },
        { ...reading, ...compared },
      ),
    )
    if (json) {
      await this.answerJson(document)
    } else {
      const { renderDiffPage } = await import('../src/report/diff-page.ts')
      await this.answer(await renderDiffPage(document, this.pageStyle))
    }
    if (flags['exit-code'] && document.different) this.exit(ExitCode.no)
  }
}

/** The two sides that the command line names. @throws {UsageError} when they are not two. */
function requestsOf(
  { before, after }: { readonly before: string; readonly after: string | undefined },
  {
    layers,
    platforms,
  }: { readonly layers?: readonly number[] | undefined; readonly platforms?: readonly string[] | undefined },
): readonly [ImageRequest, ImageRequest] {
  if (layers !== undefined) {
    const [i, j] = twoOf(before, after, '--layers', layers, 'the numbers of two layers, such as --layers 0 2')
    return [
      { reference: before, lastLayer: i },
      { reference: before, lastLayer: j },
    ]
  }
  if (platforms !== undefined) {
    const example = 'two platforms, such as --platforms linux/amd64,linux/arm64'
    const [a, b] = twoOf(before, after, '--platforms', platforms, example)
    return [
      { reference: before, platform: a },
      { reference: before, platform: b },
    ]
  }
  if (after === undefined)
    throw new UsageError(`Only ${before} is named; name the image to compare it with, or give --layers or --platforms.`)
  return [{ reference: before }, { reference: after }]
}

/** The two values of a flag that goes with one image. */
function twoOf<Value>(
  before: string,
  after: string | undefined,
  flag: string,
  values: readonly Value[],
  wanted: string,
): readonly [Value, Value] {
  if (after !== undefined)
    throw new UsageError(`${flag} compares one image with itself; leave out ${before} or ${after}.`)
  const [first, second, ...others] = values
  if (first === undefined || second === undefined || others.length > 0)
    throw new UsageError(`${flag} takes ${wanted}; put the image before the flag.`)
  return [first, second]
}
