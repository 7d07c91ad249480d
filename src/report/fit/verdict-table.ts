import { type BaseFit, type FitDocument, VERDICTS, type Verdict } from '../fit-document.ts'
import type { Palette } from '../palette.ts'
import { formatBytes } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import { verdictText } from './verdict-text.ts'

/** How a verdict looks. */
export function verdictStyle(verdict: Verdict, { good, warning, bad }: Palette): (text: string) => string {
  return verdict === 'fits' ? good : verdict === 'fits-if' ? warning : bad
}

/** A line for each base. */
export function verdictTable(
  { bases }: Pick<FitDocument, 'bases'>,
  style: { readonly width: number; readonly palette: Palette },
): Promise<string[]> {
  const styles = new Map(VERDICTS.map((verdict) => [verdictText(verdict), verdictStyle(verdict, style.palette)]))
  const later = bases.some(({ size }) => size.laterBytes > 0)
  const columns: Column[] = [
    { title: 'Base', align: 'left', flexible: true },
    { title: 'Verdict', align: 'left', style: (text) => styles.get(text)?.(text) ?? text },
    { title: 'To add', align: 'right' },
    ...(later ? [{ title: 'Maybe later', align: 'right' } as const] : []),
    { title: 'Size then', align: 'right' },
  ]
  return renderTable(
    columns,
    bases.map((base) => [
      onOneLine(base.label),
      verdictText(base.verdict),
      amount(base, base.size.addBytes),
      ...(later ? [amount(base, base.size.laterBytes)] : []),
      base.verdict === 'does-not-fit' ? '' : formatBytes(base.size.contentBytes),
    ]),
    style,
  )
}

function amount({ verdict }: BaseFit, bytes: number): string {
  return verdict === 'does-not-fit' || bytes === 0 ? '' : formatBytes(bytes)
}
