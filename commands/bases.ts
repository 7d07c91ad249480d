import { Flags } from '@oclif/core'
import type { BasesDocument } from '../src/report/bases-document.ts'
import { BaseCommand } from './support/base-command.ts'
import { baseFlags } from './support/base-flags.ts'
import { imageFlags } from './support/image-command.ts'

export default class Bases extends BaseCommand {
  static override summary = 'List the well-known bases that fit and compare know, and the sets of them.'

  static override description =
    'The bases come from a file, bases.yaml, which --bases-file replaces: a list of images, each with a label and the sets ' +
    'that it is in. With --pin the file is printed with the digest of each image, as its registry has it now. Registries ' +
    'are asked with the credentials that docker login or podman login left.'

  static override examples = [
    '<%= config.bin %> bases',
    { description: 'One set:', command: '<%= config.bin %> bases --bases distroless' },
    { description: 'A file of your own, with digests:', command: '<%= config.bin %> bases --pin > bases.yaml' },
    { description: 'Its use:', command: '<%= config.bin %> fit app:1.0 --bases all --bases-file bases.yaml' },
  ]

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/bases.md).', default: false }),
    pin: Flags.boolean({
      summary: 'Ask the registries for digests, and print the file with them.',
      default: false,
      exclusive: ['json'],
    }),
    ...baseFlags,
    'plain-http': imageFlags['plain-http'],
    insecure: imageFlags.insecure,
    'ca-file': imageFlags['ca-file'],
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Bases)
    const { basesDocument, chooseBases, pinBases, readBases } = await import('../src/index.ts')
    const choice = { sets: flags.bases, file: flags['bases-file'] }
    if (!flags.pin) {
      const file = await readBases({ file: choice.file })
      return this.print(basesDocument(chooseBases(file, choice), file), flags.json)
    }
    const { text, unpinned } = await this.interruptible((signal) =>
      pinBases(choice, {
        plainHttp: flags['plain-http'],
        insecure: flags.insecure,
        caFile: flags['ca-file'],
        env: process.env,
        signal,
      }),
    )
    if (unpinned.length > 0) await this.warnOf([`Without a digest, as no registry has them: ${unpinned.join(', ')}.`])
    await this.answer(text)
  }

  private async print(document: BasesDocument, json: boolean): Promise<void> {
    if (json) {
      await this.answerJson(document)
    } else {
      const { renderBasesPage } = await import('../src/report/bases-page.ts')
      await this.answer(await renderBasesPage(document, this.pageStyle))
    }
  }
}
