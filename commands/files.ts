import { Flags, type Interfaces } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import type { FilesOptions, TreeNode } from '../src/index.ts'
import {
  DISK_USAGE_SORT_KEYS,
  DUPLICATES_SORT_KEYS,
  FILE_SORT_KEYS,
  FILE_TREE_SORT_KEYS,
} from '../src/report/files-document.ts'
import { LAYER_ENTRY_SORT_KEYS } from '../src/report/layers-document.ts'
import { IMAGE_HELP, ImageCommand, imageArg, imageFlags } from './support/image-command.ts'
import { layerFlag } from './support/layer-flag.ts'
import { GLOB_HELP, globsArg, listingFlags, listingOf } from './support/listing-flags.ts'

/** As many directories or duplicates stand on a page. */
const MOST_ON_PAGE = 40

/** find(1)'s letters. */
const TYPES: Readonly<Record<string, TreeNode['type']>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  c: 'character-device',
  b: 'block-device',
  p: 'fifo',
}

export default class Files extends ImageCommand {
  static override summary = 'List the files of an image.'

  static override description =
    "Lists paths of the image's final filesystem with mode, owner, size, the layer that wrote them last and the package " +
    'that lists them. Other flags show a tree, what directories hold, duplicates, or one layer alone.\n\n' +
    `${IMAGE_HELP}\n\n${GLOB_HELP}`

  static override usage = 'files IMAGE [GLOB…] [FLAGS]'

  static override examples = [
    { description: 'What is in a directory:', command: '<%= config.bin %> files alpine:3.20 /etc' },
    { description: 'The ten largest files:', command: '<%= config.bin %> files IMAGE --type f --sort size --limit 10' },
    { description: 'Where the space goes:', command: '<%= config.bin %> files IMAGE --du --depth 2' },
    { description: 'Where it goes that no package takes:', command: '<%= config.bin %> files IMAGE --unowned --du' },
    { description: 'Shared libraries, as a tree:', command: "<%= config.bin %> files IMAGE '*.so' '*.so.*' --tree" },
    { description: 'What a layer did:', command: '<%= config.bin %> files IMAGE --layer 2' },
    {
      description: 'For a program:',
      command: "<%= config.bin %> files IMAGE --setuid --json | jq -r '.files[].path'",
    },
  ]

  static override args = { image: imageArg, glob: globsArg }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document (docs/files.md).', default: false }),
    tree: Flags.boolean({
      summary: 'Draw a tree; it can be sorted by path and size.',
      default: false,
      exclusive: ['du', 'duplicates', 'layer'],
    }),
    du: Flags.boolean({
      summary: 'Add up what directories hold; they can be sorted by size, files and path.',
      default: false,
      exclusive: ['duplicates', 'layer'],
    }),
    depth: Flags.custom<number>({
      summary: 'Go no deeper than this, with --tree or --du.',
      helpValue: 'NUMBER',
      parse: async (input) => {
        if (!/^\d{1,6}$/.test(input)) throw new UsageError(`“${input}” is no depth; write how many levels to show.`)
        return Number(input)
      },
    })(),
    duplicates: Flags.boolean({
      summary: 'List content that several files have; it can be sorted by wasted, size, copies and path.',
      default: false,
      exclusive: ['layer'],
    }),
    layer: layerFlag({
      summary: "List this layer's own entries, marked A, M or D; they can be sorted by path and size.",
    }),
    unowned: Flags.boolean({ summary: 'Only what no package lists.', default: false }),
    setuid: Flags.boolean({ summary: 'Only files with the setuid or setgid bit.', default: false }),
    type: Flags.string({
      summary: 'Only files (f), directories (d), symlinks (l), devices (c, b) or pipes (p); may be several.',
      helpValue: 'LETTER',
      options: Object.keys(TYPES),
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    ...listingFlags([...new Set([...FILE_SORT_KEYS, ...DISK_USAGE_SORT_KEYS, ...DUPLICATES_SORT_KEYS])]),
    ...imageFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Files)
    if (flags.depth !== undefined && !flags.tree && !flags.du)
      throw new UsageError('--depth says how deep --tree or --du go; give one of them as well.')
    const options = this.#options(flags, args.glob ?? [])
    const inventory = await this.readImage(args.image, flags)
    const { filesDocument } = await import('../src/index.ts')
    const document = filesDocument(inventory, options)
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderFilesPage } = await import('../src/report/files-page.ts')
      await this.answer(renderFilesPage(document, this.pageStyle))
    }
  }

  /** Which view the flags ask for. */
  #options(flags: Interfaces.InferredFlags<typeof Files.flags>, globs: readonly string[]): FilesOptions {
    const { layer, depth = null, setuid, unowned } = flags
    if (depth !== null && !flags.tree && !flags.du)
      throw new UsageError('--depth says how deep --tree or --du go; give one of them as well.')
    const selection = { globs, types: (flags.type ?? []).map((letter) => TYPES[letter]!), setuid, unowned }
    if (flags.tree) return { view: 'tree', depth, ...selection, ...listingOf(flags, FILE_TREE_SORT_KEYS, 0) }
    if (flags.du) return { view: 'usage', depth, ...selection, ...listingOf(flags, DISK_USAGE_SORT_KEYS, MOST_ON_PAGE) }
    if (flags.duplicates)
      return { view: 'duplicates', ...selection, ...listingOf(flags, DUPLICATES_SORT_KEYS, MOST_ON_PAGE) }
    if (layer !== undefined)
      return { view: 'layer', layer, ...selection, ...listingOf(flags, LAYER_ENTRY_SORT_KEYS, 0) }
    return { view: 'list', ...selection, ...listingOf(flags, FILE_SORT_KEYS, 0) }
  }
}
