import { dirname } from 'node:path'
import type { z } from 'zod'
import { YamlText } from '../yaml/yaml-text.ts'
import type { ImageListEntry } from './image-list.ts'
import { referenceInFile } from './reference-in-file.ts'
import { imageListSchema } from './schema.ts'
import { shortLabels } from './short-labels.ts'

/**
 * Reads a list of images.
 * @param text YAML 1.2, which JSON is too
 * @param file its path, for messages, and for the paths in it
 * @throws {UsageError} that names file, line and column, and says what is allowed
 */
export function parseImageList(text: string, file: string): ImageListEntry[] {
  const yaml = YamlText.parse(text, file, 'a list of images')
  const written = yaml.check(imageListSchema)
  const entries = entriesOf(written, dirname(file))
  const labels = new Set<string>()
  for (const [index, { label }] of entries.entries()) {
    if (labels.has(label)) {
      const item = written[index]!
      const isGiven = typeof item !== 'string' && item.label !== undefined
      const advice = isGiven
        ? 'each entry has its own'
        : 'it is made of the reference, so name the image once or give it a label'
      throw yaml.refuse([index, 'label'], `the label "${label}" is there twice; ${advice}`)
    }
    labels.add(label)
  }
  return entries
}

/** What the user wrote, filled up: an entry without a label gets a short one, as the command line gives it. */
function entriesOf(written: z.infer<typeof imageListSchema>, directory: string): ImageListEntry[] {
  const items = written.map((item) => (typeof item === 'string' ? { reference: item } : item))
  const own = items.flatMap(({ label }) => label ?? [])
  const unlabelled = [...new Set(items.filter(({ label }) => label === undefined).map(({ reference }) => reference))]
  const labels = new Map(shortLabels(unlabelled, own).map((label, index) => [unlabelled[index]!, label]))
  return items.map(({ reference, label = labels.get(reference)!, platform, sets = [] }) => ({
    label,
    reference: referenceInFile(reference, directory),
    ...(platform !== undefined && { platform }),
    sets,
  }))
}
