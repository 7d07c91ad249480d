import { formatBytes, formatCount } from '../quantity.ts'
import { onOneLine } from '../terminal-text.ts'
import type { PackageAnswer } from '../why-document.ts'
import { chainFacts } from './chain-facts.ts'
import { needsFacts } from './needs-facts.ts'
import { removalFacts } from './removal-facts.ts'
import { labelled, layerSpans, limited, pathLine, type WhyFact, type WhyStyle } from './why-fact.ts'

/** What is known of a package. */
export function packageFacts(answer: PackageAnswer, style: WhyStyle): WhyFact[] {
  const { database, slices, ownedBy } = answer
  const facts: WhyFact[] = [
    { label: 'Holds', value: [`${formatCount(answer.files, 'file')}, ${formatBytes(answer.installedBytes)}`] },
    ...labelled('Stated by', [pathLine(database)]),
    { label: 'Installed by', value: layerSpans(answer, style) },
    ...writtenFacts(answer, style),
  ]
  if (slices.length > 0) facts.push({ label: 'Slices', value: [onOneLine(slices.join(', '))] })
  if (ownedBy !== null) facts.push({ label: 'Part of', value: [onOneLine(`${ownedBy.name} (${ownedBy.type})`)] })
  return [
    ...facts,
    ...needsFacts(answer.neededBy, style),
    ...chainFacts(answer.chain, style),
    ...removalFacts(answer.removal, null, style),
  ]
}

/** Which layers wrote files of it; nothing where only the one that installed it did. */
function writtenFacts({ layer, writtenBy }: PackageAnswer, style: WhyStyle): WhyFact[] {
  if (writtenBy.every((written) => written.layer === layer)) return []
  const lines = writtenBy.map(({ layer, files, bytes }) => ({
    value: [
      `layer ${layer}`,
      { text: `  ${formatCount(files, 'file')}, ${formatBytes(bytes)}`, style: style.palette.quiet },
    ],
  }))
  return labelled('Files in', limited(lines, style))
}
