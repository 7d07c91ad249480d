import { Flags } from '@oclif/core'
import {
  DEFAULT_SBOM_FORMAT,
  renderSbom,
  SBOM_FORMATS,
  type SbomFormatName,
  wantsSha1,
} from '../src/report/sbom/formats.ts'
import { SBOM_FILES, type SbomFileSelection } from '../src/report/sbom-document.ts'
import { forTerminal } from './support/byte-output.ts'
import { IMAGE_HELP, ImageCommand, type ImageFlags, imageArg, imageFlags } from './support/image-command.ts'
import { outputFlag, STANDARD_OUTPUT, writeOutput } from './support/output-flag.ts'

export default class Sbom extends ImageCommand {
  static override summary = 'Make an SBOM of an image, or list and print those that it carries.'

  static override description =
    'Says in CycloneDX 1.6 or SPDX 2.3 what is in an image: its packages with licenses and package URLs, what depends on what, ' +
    'the layer of each, and files with their hashes. The same image gives the same bytes.\n\n' +
    'An image may also carry SBOMs that others wrote: as files (apko, Bitnami, buildpacks), as attestations beside it, or ' +
    `attached to it in its registry. Of these, no signature is checked.\n\n${IMAGE_HELP}`

  static override usage = 'sbom IMAGE [FLAGS]'

  static override examples = [
    {
      description: 'An SBOM, into a file:',
      command: '<%= config.bin %> sbom debian:12 --format spdx-json -o debian.spdx.json',
    },
    {
      description: 'For a vulnerability scanner, which needs no files:',
      command: '<%= config.bin %> sbom debian:12 --files none | grype',
    },
    { description: 'The SBOMs that an image carries:', command: '<%= config.bin %> sbom IMAGE --carried' },
    {
      description: 'One of them, into a file:',
      command: '<%= config.bin %> sbom IMAGE --print sha256:ebc7539761f2 -o image.spdx.json',
    },
  ]

  static override args = { image: imageArg }

  static override flags = {
    format: Flags.option({
      summary: `Write the SBOM in this format: ${SBOM_FORMATS.join(', ')}; ${DEFAULT_SBOM_FORMAT} unless set.`,
      helpValue: 'FORMAT',
      options: SBOM_FORMATS,
      exclusive: ['carried', 'print'],
    })(),
    files: Flags.option({
      summary:
        'List these files: none; those of packages, and programs that no package owns (packages, unless set); or all.',
      helpValue: SBOM_FILES.join('|'),
      options: SBOM_FILES,
      exclusive: ['carried', 'print'],
    })(),
    name: Flags.string({
      summary: 'Call the image this in the SBOM, as a registry would; by where it comes from unless set.',
      helpValue: 'NAME',
      exclusive: ['carried', 'print'],
    }),
    carried: Flags.boolean({
      summary: 'List the SBOMs that the image carries, among its files and beside it in its index or registry.',
      // no default: what depends on it would take that for given
      exclusive: ['print', 'output'],
    }),
    print: Flags.string({
      summary: 'Print one of these, of an attestation only what it attests: by its path or digest, or a piece of that.',
      helpValue: 'NAME',
    }),
    json: Flags.boolean({
      summary: 'Print the list as one JSON document (docs/sbom.md).',
      dependsOn: ['carried'],
    }),
    output: outputFlag,
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Sbom)
    const { image } = args
    if (flags.carried) await this.#list(image, flags)
    else if (flags.print !== undefined) await this.#print(image, flags.print, flags)
    else await this.#make(image, flags)
  }

  async #make(
    reference: string,
    flags: ImageFlags & {
      format?: SbomFormatName | undefined
      files?: SbomFileSelection | undefined
      name?: string | undefined
      output: string
    },
  ): Promise<void> {
    const { format = DEFAULT_SBOM_FORMAT, files = 'packages', name, output } = flags
    const { sbomDocument } = await import('../src/index.ts')
    const extraFacts = files !== 'none' && wantsSha1(format) ? (['sha1'] as const) : []
    await this.withImage(reference, { ...flags, extraFacts }, async (inventory, { signal }) => {
      await this.warnOf(inventory.warnings) // of what is missing here nobody would hear otherwise
      const document = await sbomDocument(inventory, {
        files,
        name,
        tool: { name: 'imgpeek', version: this.config.version },
        sourceDateEpoch: process.env.SOURCE_DATE_EPOCH,
      })
      const sbom = renderSbom(document, format)
      await writeOutput(output, sbom, signal)
    })
  }

  async #list(reference: string, flags: ImageFlags & { json?: boolean }): Promise<void> {
    const { carriedSbomsDocument } = await import('../src/index.ts')
    const document = await this.withImage(reference, flags, async (inventory, _, image) =>
      carriedSbomsDocument(inventory, await image.referrers()),
    )
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderCarriedSbomsPage } = await import('../src/report/carried-sboms-page.ts')
      await this.answer(renderCarriedSbomsPage(document, this.pageStyle))
    }
  }

  async #print(reference: string, name: string, flags: ImageFlags & { output: string }): Promise<void> {
    const { streamCarriedSbom } = await import('../src/index.ts')
    await this.withImage(reference, flags, (inventory, extract, image) => {
      const sbom = streamCarriedSbom(inventory, image, name, extract)
      const { output } = flags
      const shown = output === STANDARD_OUTPUT && process.stdout.isTTY ? forTerminal(sbom) : sbom
      return writeOutput(output, shown, extract.signal)
    })
  }
}
