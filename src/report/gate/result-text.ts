import { formatPlatform } from '../../oci/platform.ts'
import type { BudgetResult, GatedSection, Offender } from '../gate-document.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { onOneLine, truncate } from '../terminal-text.ts'

/** Most columns of a Dockerfile instruction: from there on, it is told by its beginning. */
const MOST_OF_INSTRUCTION = 80
/** Most columns of any other text of an image, for reports that are stored and shown by others. */
const MOST_OF_TEXT = 250

/** What a rule is about: `Package size: npm:*`. */
export function resultName({ title, subject }: Pick<BudgetResult, 'title' | 'subject'>): string {
  return subject === null ? title : `${title}: ${brief(subject)}`
}

/** Text of an image on one line, safe to print, and cut where it is longer than people read. */
export function brief(text: string): string {
  return cut(text, MOST_OF_TEXT)
}

/** An instruction as `brief` text. */
export function briefInstruction(instruction: string): string {
  return cut(instruction, MOST_OF_INSTRUCTION)
}

/** What is far beyond the columns is not even looked at: an image may hold megabytes of it. */
function cut(text: string, columns: number): string {
  return truncate(onOneLine(text.slice(0, 16 * columns + 1)), columns)
}

/** An image of a gate by its platform, or by its name where it has none; among several by its label as well. */
export function imageName({ label, platform, reference }: GatedSection): string {
  const parts = [label ?? [], platform === null ? [] : formatPlatform(platform)].flat()
  return brief(parts.length === 0 ? reference : parts.join(' '))
}

/** The same before what is said of it, as in `linux/amd64: …`; nothing for a lone image without a platform. */
export function imagePrefix(image: GatedSection): string {
  return image.label === undefined && image.platform === null ? '' : `${imageName(image)}: `
}

/** What an image was measured against: a tag may be moved, its digest stays. Nothing without a baseline. */
export function baselineText({ baseline }: GatedSection): string {
  if (baseline === null) return ''
  const { reference, digest, from } = baseline
  return [
    `Measured against ${brief(reference)}`,
    ...(digest === null ? [] : [brief(digest)]),
    ...(from === reference ? [] : [`from ${brief(from)}`]),
  ].join(', ')
}

/** A piece of what is said of something to blame, safe to print. */
interface OffenderPart {
  readonly text: string
  /** Whether an image says it; what does not is ours. */
  readonly ofImage: boolean
}

/** What is to blame: how much, what, where, and what put it there. */
export function offenderParts({ bytes, package: name, path, layer, instruction, detail }: Offender): OffenderPart[] {
  const ours = (text: string): OffenderPart => ({ text, ofImage: false })
  const ofImage = (text: string): OffenderPart => ({ text, ofImage: true })
  return [
    ...(bytes === null ? [] : [ours(formatBytes(bytes))]),
    ...[name, path, detail].filter((text) => text !== null).map((text) => ofImage(brief(text))),
    ...(layer === null ? [] : [ours(`layer ${layer}`)]),
    ...(instruction === null ? [] : [ofImage(briefInstruction(instruction))]),
  ]
}

/** The same as plain text. */
export function offenderText(offender: Offender): string {
  return offenderParts(offender)
    .map(({ text }) => text)
    .join('  ')
}

/** What is said of a rule beside its message: why it is there, until when it is excepted. */
export function termsText({ reason, expires, expired, level }: BudgetResult): string[] {
  return [
    ...(reason === null ? [] : [`reason: ${brief(reason)}`]),
    // that a date has passed is part of the message
    ...(expires === null || expired ? [] : [`${level === 'error' ? 'expires' : `${level} until`} ${expires}`]),
  ]
}

/** A rule's message, its terms, and what is to blame, as lines of plain text; at most `offenders` of them. */
export function explanation(result: BudgetResult, offenders: number): string[] {
  const more = result.offenders.length - offenders
  return [
    brief(result.message),
    ...termsText(result),
    ...result.offenders.slice(0, offenders).map((offender) => `- ${offenderText(offender)}`),
    ...(more > 0 ? [`- and ${formatCount(more)} more`] : []),
  ]
}
