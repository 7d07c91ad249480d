import { z } from 'zod'

const text = z.string()
const bytes = z.int().min(0)
const layer = z.int().min(0).describe('Index of a layer, the base first.')
const digest = text.nullable()

const platform = z.looseObject({
  os: text,
  architecture: text,
  variant: text.optional(),
  'os.version': text.optional(),
})

const baselineLayer = z.looseObject({
  digest: digest.describe("The compressed layer's."),
  diffId: digest.describe("The uncompressed layer's."),
  compressedBytes: bytes,
  fileBytes: bytes.describe('Content of its files.'),
  instruction: text
    .nullable()
    .describe('The Dockerfile instruction that made it; null where the history does not say.'),
})

const baselinePackage = z.looseObject({
  type: text,
  name: text,
  version: text,
  architecture: text.nullable(),
  bytes: bytes.describe('What it alone has: content of its files that counts for no package before it.'),
  layer: layer.describe('Index of the layer that holds most of these.'),
  path: text.describe('The deepest directory (which ends in /), or the file, that holds more than half of them.'),
})

const baselinePath = z.looseObject({
  path: text.describe(
    'A file; or a directory, which ends in /, for all below it in this layer that no other entry says.',
  ),
  bytes,
  layer: layer.describe('Index of the layer that holds these bytes.'),
})

const baselineImage = z
  .looseObject({
    reference: text,
    digest: digest.describe("The manifest's; null where the source has none."),
    platform,
    created: text.nullable().describe('RFC 3339, as the image states it.'),
    figures: z
      .record(text, z.number())
      .describe('By the keys of budgets (compressedSize, layerCount), in their units: bytes, a count, or a fraction.'),
    sizes: z
      .record(text, z.record(text, bytes))
      .describe(
        'Bytes that rules for patterns (pathSize, packageSize) were about when it was saved, by budget and pattern.',
      ),
    layers: z.array(baselineLayer).describe('Base first.'),
    baseLayers: z
      .int()
      .min(0)
      .nullable()
      .describe("How many of the lowest layers are the base's; null where that cannot be told."),
    baseEvidence: text.describe('What that was told by.'),
    packages: z.array(baselinePackage).describe('Packages that have content, by type, name, version and architecture.'),
    unowned: z.array(baselinePath).describe('What no package has, by layer and path.'),
    unownedFrom: bytes.describe(
      'Files and directories that hold fewer bytes are not in unowned: the directory above says theirs.',
    ),
  })
  .refine(namesItsLayers, 'an entry names a layer that is not there')

/** A saved baseline; docs/schema/baseline.schema.json is made from it. */
export const baselineSchema = z
  .looseObject({
    schemaVersion: z.literal(1, 'another version of imgpeek wrote it'),
    kind: z.literal('imgpeek-baseline', 'it is another file'),
    images: z.array(baselineImage).describe('One for each platform, in the order of their names.'),
  })
  .describe(
    'What imgpeek gate save writes. Every byte of content that the final filesystem shows is in one of packages or one of unowned. ' +
      'Sizes are in bytes. Later versions may add fields; a field that is here keeps its name and its meaning.',
  )

interface LayeredEntries {
  readonly layers: readonly unknown[]
  readonly packages: readonly { readonly layer: number }[]
  readonly unowned: readonly { readonly layer: number }[]
}

function namesItsLayers({ layers, packages, unowned }: LayeredEntries): boolean {
  return [...packages, ...unowned].every((entry) => entry.layer < layers.length)
}
