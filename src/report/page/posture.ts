import type { Posture } from '../../catalogers/posture/posture.ts'
import { listInBrief, type Span } from '../line.ts'
import type { Palette } from '../palette.ts'
import { formatCount } from '../quantity.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import { type Fact, renderFacts } from './fact.ts'
import type { PageStyle, Section } from './section.ts'

const LABEL_WIDTH = 18
const INDENT = 2

/** What an attacker or an administrator would look for first. */
export const postureSection: Section = {
  name: 'posture',
  heading: 'Posture',
  onPage: () => true,
  render({ posture }, style) {
    const { palette } = style
    const capabilities = posture.capabilities.map((file) => `${file.path} (${file.capabilities})`)
    const facts: Fact[] = [
      { label: 'User', value: [userSpan(posture, palette)] },
      ...listed('Shells', posture.shells, style),
      ...listed('Package managers', posture.packageManagers, style),
      ...listed('Setuid, setgid', posture.setuid, style),
      ...listed('Capabilities', capabilities, style),
      ...listed('World-writable', posture.worldWritable, style, palette.warning),
      { label: 'CA certificates', value: [pathSpan(posture.caCertificates, palette)] },
      { label: 'Time zones', value: [pathSpan(posture.timezones, palette)] },
      { label: 'Name files', value: nameFileSpans(posture, palette) },
      { label: '/tmp', value: [posture.tmp ? 'writable' : { text: 'none', style: palette.quiet }] },
    ]
    return renderFacts(facts, LABEL_WIDTH, INDENT, style)
  },
}

function userSpan(posture: Posture, palette: Palette): Span {
  if (posture.user === '') return { text: 'root, because the image sets no user', style: palette.warning }
  const name = onOneLine(posture.user)
  return posture.runsAsRoot ? { text: name, style: palette.warning } : { text: name, style: palette.good }
}

function pathSpan(path: string | null, palette: Palette): Span {
  return path === null ? { text: 'none', style: palette.quiet } : printable(path)
}

function nameFileSpans({ passwd, group, nsswitch }: Posture, palette: Palette): Span[] {
  const names = [passwd && 'passwd', group && 'group', nsswitch && 'nsswitch.conf'].filter((name) => name !== false)
  return names.length === 0 ? [{ text: 'none', style: palette.quiet }] : [names.join(', ')]
}

/** One line that says how many there are and names the first; all of them, a line each, where asked for. */
function listed(label: string, paths: readonly string[], style: PageStyle, look?: (text: string) => string): Fact[] {
  const plain = (text: string): Span => (look === undefined ? text : { text, style: look })
  if (paths.length === 0) return [{ label, value: [{ text: 'none', style: style.palette.quiet }] }]
  if (style.full) return paths.map((path, i) => ({ label: i === 0 ? label : '', value: [plain(printable(path))] }))
  const count = paths.length === 1 ? '' : `${formatCount(paths.length)}: `
  const room = style.width - INDENT - LABEL_WIDTH - count.length
  return [
    { label, value: [{ text: count, style: style.palette.quiet }, plain(listInBrief(paths.map(printable), room))] },
  ]
}
