import { type CompareDocument, compareDocument, readImages, summarizeImage } from '../../src/index.ts'

/** The comparison of these images, by label, as the command makes it. */
export async function compareImages(references: Readonly<Record<string, string>>): Promise<CompareDocument> {
  const labels = Object.keys(references)
  const requests = labels.map((label) => ({ reference: references[label]! }))
  const options = { platform: 'linux/amd64', cache: false, env: {} }
  const summaries = await readImages(requests, options, async (inventory, image, index) => ({
    ...(await summarizeImage(inventory, image)),
    label: labels[index]!,
  }))
  return compareDocument(summaries)
}
