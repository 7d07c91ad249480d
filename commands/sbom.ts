import { Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { forTerminal, writePieces } from './support/byte-output.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { writeFileWhole } from './support/output-file.ts'

export default class Sbom extends ImageCommand {
  static override summary = 'List or print the SBOMs that an image carries.'

  static override description =
    'An image may carry SBOMs that others wrote: as files (apko, Bitnami, buildpacks), as attestations beside it, or attached ' +
    `to it in its registry. No signature is checked.\n\n${IMAGE_HELP}`

  static override usage = 'sbom IMAGE [FLAGS]'

  static override examples = [
    { description: 'The SBOMs that an image carries:', command: '<%= config.bin %> sbom IMAGE --carried' },
    {
      description: 'One of them, into a file:',
      command: '<%= config.bin %> sbom IMAGE --print sha256:ebc7539761f2 -o image.spdx.json',
    },
  ]

  static override args = { image: imageArg }

  static override flags = {
    carried: Flags.boolean({
      summary: 'List the SBOMs that the image carries, among its files and beside it in its index or registry.',
      default: false,
      exclusive: ['print', 'output'],
    }),
    print: Flags.string({
      summary: 'Print one of these, of an attestation only what it attests: by its path or digest, or a piece of that.',
      helpValue: 'NAME',
    }),
    json: Flags.boolean({
      summary: 'Print the list as one JSON document (docs/sbom.md).',
      default: false,
      dependsOn: ['carried'],
    }),
    output: Flags.string({
      char: 'o',
      summary: 'Write this file, which appears when it is complete; - is standard output.',
      helpValue: 'FILE',
      default: '-',
    }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Sbom)
    const { carriedSbomsDocument, streamCarriedSbom } = await import('../src/index.ts')
    const { print, output } = flags
    if (print !== undefined) {
      await this.withImage(args.image, flags, (inventory, extract, image) => {
        const sbom = streamCarriedSbom(inventory, image, print, extract)
        if (output !== '-') return writeFileWhole(output, sbom)
        const { stdout } = process
        return writePieces(stdout, stdout.isTTY ? forTerminal(sbom) : sbom, extract.signal)
      })
      return
    }
    if (!flags.carried) throw new UsageError('Say what is wanted: --carried lists SBOMs, --print NAME prints one.')
    const document = await this.withImage(args.image, flags, async (inventory, _, image) =>
      carriedSbomsDocument(inventory, await image.referrers()),
    )
    if (flags.json) {
      const { renderJson } = await import('../src/report/json.ts')
      await this.answer(renderJson(document))
    } else {
      const { renderCarriedSbomsPage } = await import('../src/report/carried-sboms-page.ts')
      await this.answer(renderCarriedSbomsPage(document, this.pageStyle))
    }
  }
}
