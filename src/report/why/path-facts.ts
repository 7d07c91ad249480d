import type { Span } from '../line.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import type { Owner, PathAnswer, PathVersion } from '../why-document.ts'
import { chainFacts } from './chain-facts.ts'
import { needsFacts } from './needs-facts.ts'
import { removalFacts } from './removal-facts.ts'
import { labelled, layerSpans, limited, pathLine, type WhyFact, type WhyStyle } from './why-fact.ts'

/** What is known of a path. */
export function pathFacts(answer: PathAnswer, style: WhyStyle): WhyFact[] {
  const facts: WhyFact[] = [
    { label: 'Type', value: typeSpans(answer, style), whole: true },
    ...versionFacts(answer, style),
  ]
  const names = answer.otherNames.map((path) => pathLine(path))
  facts.push(...labelled('Also at', limited(names, style)))
  if (!answer.visible) return facts
  const owners = answer.owners.map((owner) => ({ value: [ownerText(owner)] }))
  const noOwner = { value: [{ text: 'no package', style: style.palette.quiet }] }
  facts.push(
    ...labelled('Owned by', owners.length === 0 ? [noOwner] : limited(owners, style)),
    ...needsFacts(answer.neededBy, style),
    ...chainFacts(answer.chain, style),
    ...removalFacts(answer.removal, answer.type === 'directory' ? null : (answer.owners[0] ?? null), style),
  )
  return facts
}

/** What wrote it, and the versions before, the latest first. */
function versionFacts({ visible, versions }: PathAnswer, style: WhyStyle): WhyFact[] {
  const latestFirst = versions.toReversed()
  const [written, ...earlier] = latestFirst
  const lines = (hidden: readonly PathVersion[]) =>
    limited(
      hidden.map((version) => ({ value: versionSpans(version, style) })),
      style,
    )
  if (!visible || written === undefined) return labelled('Hidden', lines(latestFirst))
  return [{ label: 'Written by', value: layerSpans(written, style) }, ...labelled('Earlier', lines(earlier))]
}

function typeSpans({ type, files, bytes, linkTarget, leadsTo, visible }: PathAnswer, { palette }: WhyStyle): Span[] {
  if (!visible) return [{ text: `${type}, not in the final filesystem`, style: palette.warning }]
  if (type === 'directory') return [`directory with ${formatCount(files, 'file')}, ${formatBytes(bytes)}`]
  if (type === 'file') return [`file, ${formatBytes(bytes)}`]
  if (linkTarget === null) return [type]
  if (leadsTo === null)
    return [`symlink to ${printable(linkTarget)}, `, { text: 'which is not there', style: palette.bad }]
  return [`symlink to ${printable(leadsTo)}`]
}

function versionSpans({ gone, ...version }: PathVersion, style: WhyStyle): Span[] {
  const size = version.type === 'file' ? `${formatBytes(version.bytes)} ` : ''
  const written = [`${size}of `, ...layerSpans(version, style)]
  if (gone === null) return written
  const verb = { deleted: 'deleted', opaque: 'hidden', overwritten: 'overwritten' }[gone.kind]
  return [`${size}of layer ${version.layer}, ${verb} by `, ...layerSpans(gone, style)]
}

function ownerText({ name, version, type, slices }: Owner): string {
  const from = slices.length === 0 ? '' : `, ${slices.length === 1 ? 'slice' : 'slices'} ${slices.join(', ')}`
  return onOneLine(`${name} ${version} (${type}${from})`)
}
