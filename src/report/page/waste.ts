import { formatBytes, formatCount, formatShare } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import { renderFacts } from './fact.ts'
import type { Section } from './section.ts'

/** As many of the layers that waste most stand on the page. */
const MOST_WASTEFUL = 5

const COLUMNS: readonly Column[] = [
  { title: 'Wasted', align: 'right' },
  { title: 'Of layer', align: 'right' },
  { title: 'Layer', align: 'right' },
  { title: 'Instruction', align: 'left', flexible: true },
]

/** Which instructions wrote bytes that the final filesystem does not show. */
export const wasteSection: Section = {
  name: 'waste',
  heading: 'Waste',
  onPage: ({ size }) => size.reclaimableBytes > 0,
  async render({ size, layers }, style) {
    const wasteful = layers
      .filter((layer) => layer.reclaimableBytes > 0)
      .toSorted((a, b) => b.reclaimableBytes - a.reclaimableBytes)
    const shown = style.full ? wasteful : wasteful.slice(0, MOST_WASTEFUL)
    const lines =
      shown.length === 0
        ? ['  Every byte of every layer can be seen in the final filesystem.']
        : await renderTable(
            COLUMNS,
            shown.map((layer) => [
              formatBytes(layer.reclaimableBytes),
              formatShare(layer.reclaimableBytes, layer.fileBytes),
              String(layer.index),
              onOneLine(layer.instruction ?? ''),
            ]),
            style,
          )
    const more = wasteful.length - shown.length
    if (more > 0) lines.push(style.palette.quiet(`  and ${formatCount(more)} more: --section waste`))
    if (!style.full) return lines
    const { efficiency, wastedBytes, wastedUserPercent } = size.dive
    const facts = [
      { label: 'Efficiency', value: [formatShare(size.efficiency, 1)] },
      {
        label: 'As dive counts',
        value: [
          `${formatShare(efficiency, 1)} efficient, ${formatBytes(wastedBytes)} wasted, ` +
            `${formatShare(wastedUserPercent, 1)} of what the layers above the base hold`,
        ],
      },
    ]
    return [...lines, '', ...renderFacts(facts, 16, 2, style)]
  },
}
