import type { Libc } from '../../catalogers/libc.ts'
import type { InspectDocument } from '../inspect-document.ts'
import { renderLine, type Span } from '../line.ts'
import type { Palette } from '../palette.ts'
import { commandLine } from '../shell-words.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import { type Fact, renderFacts } from './fact.ts'
import type { PageStyle, Section } from './section.ts'

/** Narrow enough for a whole sha256 digest to fit into 80 columns beside it. */
const LABEL_WIDTH = 9

/** What the image is: its names, its platform, what it stands on and what it runs. */
export const summarySection: Section = {
  name: 'summary',
  heading: null,
  onPage: () => true,
  render(document, style) {
    const { palette } = style
    const facts: Fact[] = [
      { label: 'Digest', value: [text(document.digest, palette)] },
      { label: 'Image ID', value: [text(document.imageId, palette)] },
      { label: 'Platform', value: [printable(platformName(document.platform))] },
      { label: 'Created', value: [text(document.created, palette)] },
      { label: 'System', value: [text(systemName(document.os), palette)] },
      { label: 'Base', value: baseSpans(document.base, palette) },
      { label: 'libc', value: libcSpans(document.libc, palette) },
      { label: 'Runs', value: runSpans(document, palette) },
    ]
    return [titleLine(document, style), '', ...renderFacts(facts, LABEL_WIDTH, 0, style)]
  },
}

function titleLine(document: InspectDocument, style: PageStyle): string {
  return renderLine([{ text: onOneLine(document.reference), style: style.palette.title }], style.width)
}

function text(value: string | null, palette: Palette): Span {
  return value === null ? { text: 'none', style: palette.quiet } : onOneLine(value)
}

function platformName(platform: InspectDocument['platform']): string {
  const parts = [platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined)
  return platform['os.version'] === undefined ? parts.join('/') : `${parts.join('/')} (${platform['os.version']})`
}

function systemName(os: InspectDocument['os']): string | null {
  if (os === null) return null
  const name = os.prettyName ?? [os.id, os.versionId].filter((part) => part !== null).join(' ')
  // Debian's pretty name has no point release and Alpine's has no patch level; the id has them.
  return os.versionId === null || name.includes(os.versionId) ? name : `${name} (${os.versionId})`
}

function baseSpans(base: InspectDocument['base'], palette: Palette): Span[] {
  const name = [base.family, base.variant, ...base.tags].filter((part) => part !== null).join(' ')
  const evidence = base.evidence.length === 0 ? '' : `  ${onOneLine(base.evidence.join('; '))}`
  return [onOneLine(name), { text: evidence, style: palette.quiet }]
}

function libcSpans(libc: Libc, palette: Palette): Span[] {
  if (libc.family === 'none') return [{ text: 'none', style: palette.quiet }]
  const name = libc.version === null ? libc.family : `${libc.family} ${libc.version}`
  return [onOneLine(name), { text: libc.loader === null ? '' : `  ${printable(libc.loader)}`, style: palette.quiet }]
}

function runSpans({ config, posture }: InspectDocument, palette: Palette): Span[] {
  const command = [...config.entrypoint, ...config.cmd]
  if (command.length === 0) return [{ text: 'nothing by default', style: palette.quiet }]
  const user = `  as ${posture.user === '' ? 'root' : onOneLine(posture.user)}`
  return [onOneLine(commandLine(command)), { text: user, style: posture.runsAsRoot ? palette.warning : palette.quiet }]
}
