import { Flags } from '@oclif/core'
import type { LayerDocument, LayersDocument } from '../src/index.ts'
import { LAYER_ENTRY_SORT_KEYS, LAYERS_SORT_KEYS } from '../src/report/layers-document.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { layerFlag } from './support/layer-flag.ts'
import { GLOB_HELP, globsArg, listingFlags, listingOf } from './support/listing-flags.ts'

export default class Layers extends ImageCommand {
  static override summary = 'Show what each layer of an image did.'

  static override description =
    'Says of each layer, base first, which instruction made it, what it added, modified and deleted, and its largest ' +
    'files. With --layer, lists all that one layer did: A for added, M for modified, D for deleted; and what its ' +
    'whiteouts and opaque markers hide. With GLOB, counts and lists only the paths that match.\n\n' +
    `${IMAGE_HELP}\n\n${GLOB_HELP}`

  static override usage = 'layers IMAGE [GLOB…] [FLAGS]'

  static override examples = [
    { description: 'Every layer:', command: '<%= config.bin %> layers alpine:3.20' },
    { description: 'The layers that waste most:', command: '<%= config.bin %> layers IMAGE --sort wasted --limit 3' },
    {
      description: 'All that layer 2 did, the largest files first:',
      command: '<%= config.bin %> layers IMAGE --layer 2 --sort size',
    },
    { description: 'Which layers touched /etc:', command: '<%= config.bin %> layers IMAGE /etc' },
  ]

  static override args = { image: imageArg, glob: globsArg }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/layers.md).', default: false }),
    layer: layerFlag({ summary: 'List all that this layer did; it can be sorted by path and size.' }),
    ...listingFlags([...LAYERS_SORT_KEYS, 'path']),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Layers)
    const globs = args.glob ?? []
    if (flags.layer === undefined) {
      const options = { ...listingOf(flags, LAYERS_SORT_KEYS, 0), globs }
      const inventory = await this.readImage(args.image, flags)
      const { layersDocument } = await import('../src/index.ts')
      await this.#print(layersDocument(inventory, options), flags.json)
    } else {
      const options = { ...listingOf(flags, LAYER_ENTRY_SORT_KEYS, 0), globs, layer: flags.layer }
      const inventory = await this.readImage(args.image, flags)
      const { layerDocument } = await import('../src/index.ts')
      await this.#print(layerDocument(inventory, options), flags.json)
    }
  }

  async #print(document: LayersDocument | LayerDocument, json: boolean): Promise<void> {
    if (json) {
      await this.answerJson(document)
    } else if ('layers' in document) {
      const { renderLayersPage } = await import('../src/report/layers-page.ts')
      await this.answer(renderLayersPage(document, this.pageStyle))
    } else {
      const { renderLayerPage } = await import('../src/report/layer-page.ts')
      await this.answer(renderLayerPage(document, this.pageStyle))
    }
  }
}
