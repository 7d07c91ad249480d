import { Flags, type Interfaces } from '@oclif/core'
import { BILL_FILES, type BillFiles } from '../src/sbom/bill-files.ts'
import { SBOM_FORMAT_NAMES, type SbomFormat } from '../src/sbom/formats/formats.ts'
import { forTerminal, writePieces } from './support/byte-output.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { writeFileWhole } from './support/output-file.ts'
import { sourceDateEpoch } from './support/source-date-epoch.ts'

const CARRIED = 'SBOMS THAT THE IMAGE CARRIES'

export default class Sbom extends ImageCommand {
  static override summary = 'Write the software bill of materials of an image.'

  static override description =
    'Writes what an image is made of as CycloneDX 1.6 or SPDX 2.3: its packages with their licenses, layers and ' +
    'dependencies, and its files with their hashes. The same image gives the same bytes.\n\n' +
    'An image may also carry SBOMs that others wrote: as files (apko, Bitnami, buildpacks), as attestations beside it, or ' +
    `attached to it in its registry. No signature is checked.\n\n${IMAGE_HELP}`

  static override usage = 'sbom IMAGE [FLAGS]'

  static override examples = [
    { description: 'For a scanner:', command: '<%= config.bin %> sbom alpine:3.20 | grype' },
    {
      description: 'SPDX, without files, into a file:',
      command: '<%= config.bin %> sbom alpine:3.20 --format spdx-json --files none -o alpine.spdx.json',
    },
    { description: 'The SBOMs that an image carries:', command: '<%= config.bin %> sbom IMAGE --carried' },
    {
      description: 'One of them, into a file:',
      command: '<%= config.bin %> sbom IMAGE --print sha256:ebc7539761f2 -o image.spdx.json',
    },
  ]

  static override args = { image: imageArg }

  static override flags = {
    format: Flags.custom<SbomFormat>({ options: [...SBOM_FORMAT_NAMES] })({
      summary: 'Write this format.',
      helpValue: 'NAME',
      default: SBOM_FORMAT_NAMES[0]!,
      exclusive: ['carried', 'print'],
    }),
    files: Flags.custom<BillFiles>({ options: [...BILL_FILES] })({
      summary: 'List these files with their hashes: of packages, also those that no package owns, or none.',
      helpValue: 'WHICH',
      default: 'packages',
      exclusive: ['carried', 'print'],
    }),
    output: Flags.string({
      char: 'o',
      summary: 'Write this file, which appears when it is complete; - is standard output.',
      helpValue: 'FILE',
      default: '-',
    }),
    carried: Flags.boolean({
      summary: 'List the SBOMs that the image carries, among its files and beside it in its index or registry.',
      default: false,
      exclusive: ['print', 'output'],
      helpGroup: CARRIED,
    }),
    print: Flags.string({
      summary: 'Print one of these, of an attestation only what it attests: by its path or digest, or a piece of that.',
      helpValue: 'NAME',
      helpGroup: CARRIED,
    }),
    json: Flags.boolean({
      summary: 'Print the list as one JSON document (docs/sbom.md).',
      default: false,
      dependsOn: ['carried'],
      helpGroup: CARRIED,
    }),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Sbom)
    if (flags.carried) await this.#list(args.image, flags)
    else if (flags.print !== undefined) await this.#print(args.image, flags, flags.print)
    else await this.#write(args.image, flags)
  }

  async #write(image: string, flags: SbomFlags): Promise<void> {
    const { sbom } = await import('../src/index.ts')
    const { format, files } = flags
    const { name, version } = this.config
    const epoch = sourceDateEpoch(process.env)
    const inventory = await this.readImage(image, flags)
    await this.warnOf(inventory.warnings)
    const text = await sbom(inventory, { format, files, tool: { name, version }, sourceDateEpoch: epoch })
    if (flags.output === '-') await this.answer(text)
    else await writeFileWhole(flags.output, [Buffer.from(text)])
  }

  async #list(image: string, flags: SbomFlags): Promise<void> {
    const { carriedSbomsDocument } = await import('../src/index.ts')
    const document = await this.withImage(image, flags, async (inventory, _, opened) =>
      carriedSbomsDocument(inventory, await opened.referrers()),
    )
    if (flags.json) {
      const { renderJson } = await import('../src/report/json.ts')
      await this.answer(renderJson(document))
    } else {
      const { renderCarriedSbomsPage } = await import('../src/report/carried-sboms-page.ts')
      await this.answer(renderCarriedSbomsPage(document, this.pageStyle))
    }
  }

  async #print(image: string, flags: SbomFlags, name: string): Promise<void> {
    const { streamCarriedSbom } = await import('../src/index.ts')
    await this.withImage(image, flags, (inventory, extract, opened) => {
      const sbom = streamCarriedSbom(inventory, opened, name, extract)
      if (flags.output !== '-') return writeFileWhole(flags.output, sbom)
      const { stdout } = process
      return writePieces(stdout, stdout.isTTY ? forTerminal(sbom) : sbom, extract.signal)
    })
  }
}

type SbomFlags = Interfaces.InferredFlags<typeof Sbom.flags>
