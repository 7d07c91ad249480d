import { Args, Flags } from '@oclif/core'
import type { DefaultSource } from '../src/index.ts'
import { IMAGE_SORT_KEYS } from '../src/report/images-document.ts'
import { ENGINES } from '../src/sources/options.ts'
import { ImageCommand, imageFlags } from './support/image-command.ts'
import { listingFlags, listingOf } from './support/listing-flags.ts'

export default class Images extends ImageCommand {
  static override summary = 'List the images of a repository or an engine, what they share, and which could go.'

  static override description =
    'PLACE is a repository of a registry, whose tags are listed, or an engine: docker-daemon:, podman: or ' +
    'containerd:[NAMESPACE]. Without it, it is the first of these engines that answers. Sizes are those of layers, each once: ' +
    '“Only it” is what no other image there has, and so what removing the image frees.'

  static override examples = [
    {
      description: 'What Docker has, and what removing it frees:',
      command: '<%= config.bin %> images docker-daemon: --sort own',
    },
    { description: 'The images of a Kubernetes node:', command: '<%= config.bin %> images containerd:k8s.io' },
    { description: 'The tags of a repository:', command: '<%= config.bin %> images registry.example/app' },
    {
      description: 'Some of them, the largest first:',
      command: "<%= config.bin %> images alpine --name '3.2*' --sort size",
    },
  ]

  static override args = {
    place: Args.string({ name: 'PLACE', description: 'Where the images are.' }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/images.md).', default: false }),
    name: Flags.string({
      summary: 'Only images of which a name or a tag matches this pattern.',
      helpValue: 'GLOB',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'max-tags': Flags.integer({
      summary: 'Look up so many tags of a repository, those of the latest versions; 0 for all, 100 unless set.',
      helpValue: 'NUMBER',
      min: 0,
    }),
    ...listingFlags(IMAGE_SORT_KEYS),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Images)
    const names = flags.name ?? []
    const order = { names, ...listingOf(flags, IMAGE_SORT_KEYS, 0) }
    const document = await this.reading(flags, 'Listing', async ({ imagesDocument, listImages }, options) =>
      imagesDocument(
        await listImages(args.place ?? placeOf(flags.source), {
          ...options,
          tags: names,
          ...(flags['max-tags'] !== undefined && { maxTags: flags['max-tags'] }),
        }),
        order,
      ),
    )
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderImagesPage } = await import('../src/report/images-page.ts')
      await this.answer(await renderImagesPage(document, this.pageStyle))
    }
  }
}

/** The place that `--source` names by itself: an engine. */
function placeOf(source: DefaultSource | undefined): string | undefined {
  return ENGINES.some((engine) => engine === source) ? `${source}:` : undefined
}
