import type { FittedApp } from '../fit-document.ts'
import { renderFacts } from '../page/fact.ts'
import type { Palette } from '../palette.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { commandLine } from '../shell-words.ts'
import { onOneLine, truncate, wrap } from '../terminal-text.ts'

const LABEL_WIDTH = 8

/** The app: what it starts, and what of its image is its own. */
export function headLines(
  { reference, command, user, starts, own }: FittedApp,
  style: { readonly width: number; readonly palette: Palette },
): string[] {
  const programs = starts.filter(({ as }) => as === 'program').map(({ path, says }) => path ?? says)
  const started =
    command.length > 0
      ? onOneLine(commandLine(command))
      : programs.length === 0
        ? 'nothing'
        : `${onOneLine(programs.join(', '))}, because there is no command`
  const whom = user === '' ? '' : ` as ${onOneLine(user)}`
  const amount = `${formatBytes(own.bytes)} in ${formatCount(own.files, 'file')}`
  const evidence = wrap(`${layersText(own.layers)}${onOneLine(own.evidence)}`, style.width - LABEL_WIDTH - 2)
  const lines = renderFacts([{ label: 'Starts', value: [`${started}${whom}`] }], LABEL_WIDTH, 2, style)
  const fact = (label: string, text: string): string[] => renderFacts([{ label, value: [text] }], LABEL_WIDTH, 2, style)
  return [
    style.palette.title(truncate(onOneLine(reference), style.width)),
    ...lines,
    ...fact('Brings', amount),
    ...evidence.flatMap((line, index) => fact(index === 0 ? 'From' : '', line)),
  ]
}

/** `layers 1 to 4: `. */
function layersText(layers: readonly number[]): string {
  const [first, ...others] = layers
  if (first === undefined) return 'no layer: '
  const last = others.at(-1)
  if (last === undefined) return `layer ${first}: `
  const isRange = last - first === layers.length - 1
  return isRange ? `layers ${first} to ${last}: ` : `layers ${layers.join(', ')}: `
}
