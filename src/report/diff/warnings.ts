import type { DiffDocument } from '../diff-document.ts'
import { formatCount } from '../quantity.ts'
import type { TableStyle } from '../table.ts'
import { onOneLine, wrap } from '../terminal-text.ts'

/** As many warnings stand on the page for each image; inspect has them all. */
const MOST_WARNINGS = 3

const INDENT = ' '.repeat('  --- '.length)

/** What could not be read of either image, so that the difference may be more or less than this. */
export function warningLines({ before, after }: DiffDocument, { width, palette }: TableStyle): string[] {
  return [
    { mark: '---', warnings: before.warnings },
    { mark: '+++', warnings: after.warnings },
  ].flatMap(({ mark, warnings }) => {
    const shown = warnings
      .slice(0, MOST_WARNINGS)
      .flatMap((warning) =>
        wrap(onOneLine(warning), width - INDENT.length).map(
          (line, i) => (i === 0 ? palette.warning(`  ${mark} `) : INDENT) + line,
        ),
      )
    const more = warnings.length - MOST_WARNINGS
    return more > 0 ? [...shown, palette.quiet(`${INDENT}and ${formatCount(more)} more: imgpeek inspect`)] : shown
  })
}
