import type { Binaries } from '../../catalogers/elf/elf-cataloger.ts'
import { listInBrief, type Span } from '../line.ts'
import type { Palette } from '../palette.ts'
import { formatCount } from '../quantity.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import { type Fact, renderFacts } from './fact.ts'
import type { PageStyle, Section } from './section.ts'

type Entrypoint = NonNullable<Binaries['entrypoint']>

const INDENT = 2
const LABEL_WIDTH = 12

/** As many binaries with missing libraries stand on the page. */
const MOST_UNRESOLVED = 5

/** The ELF files: what they need of a system, and what they need that the image does not have. */
export const binariesSection: Section = {
  name: 'binaries',
  heading: 'Binaries',
  onPage: ({ binaries }) => binaries.elf > 0,
  render({ binaries }, style) {
    const { palette } = style
    if (binaries.elf === 0) return ['  The image holds no ELF files.']
    const facts: Fact[] = [
      {
        label: 'ELF files',
        value: [
          `${formatCount(binaries.elf)}: ${formatCount(binaries.dynamic)} dynamic, ${formatCount(binaries.static)} static`,
        ],
      },
      ...requirementFacts(binaries.requires, style),
    ]
    if (binaries.entrypoint !== null)
      facts.push({ label: 'Entrypoint', value: entrypointSpans(binaries.entrypoint, palette) })
    const unresolved = [...Map.groupBy(binaries.unresolved, (item) => item.path)]
    const shown = style.full ? unresolved : unresolved.slice(0, MOST_UNRESOLVED)
    const missing: Fact[] = shown.map(([path, items], i) => ({
      label: i === 0 ? 'Unresolved' : '',
      value: [
        { text: printable(path), style: palette.warning },
        ` needs ${items.map((item) => printable(item.needs)).join(', ')}`,
      ],
    }))
    const lines = renderFacts([...facts, ...missing], LABEL_WIDTH, INDENT, style)
    const more = unresolved.length - shown.length
    if (more > 0) lines.push(palette.quiet(`  and ${formatCount(more)} more: --section binaries`))
    return lines
  },
}

/** The families that decide on which systems a binary runs come first; the others say little to most people. */
const FIRST_FAMILIES = ['GLIBC', 'GLIBCXX', 'CXXABI', 'GCC', 'OPENSSL']

function requirementFacts(requires: Binaries['requires'], style: PageStyle): Fact[] {
  const others = Object.keys(requires).filter((family) => !FIRST_FAMILIES.includes(family))
  const families = [...FIRST_FAMILIES.filter((family) => requires[family] !== undefined), ...others]
  const texts = families.map((family) => onOneLine(`${family} ${requires[family]}`))
  if (texts.length === 0) return [{ label: 'Need', value: [{ text: 'none', style: style.palette.quiet }] }]
  if (style.full) return texts.map((text, i) => ({ label: i === 0 ? 'Need' : '', value: [text] }))
  return [{ label: 'Need', value: [listInBrief(texts, style.width - INDENT - LABEL_WIDTH)] }]
}

function entrypointSpans({ path, unresolved }: Entrypoint, palette: Palette): Span[] {
  if (unresolved.length === 0) return [`${printable(path)} finds what it needs`]
  return [
    { text: `${printable(path)} cannot start without ${unresolved.map(printable).join(', ')}`, style: palette.bad },
  ]
}
