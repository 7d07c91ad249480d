import { render } from 'preact'
import { messageOf } from '../../src/errors.ts'
import { readFiles, readSummary } from './data/read-data.ts'
import { Report } from './Report.tsx'
import { ReportContext } from './state/report.ts'
import './style/colors.css'
import './style/sizes.css'
import './style/base.css'
import './style/controls.css'
import './style/tables.css'
import './style/comparison.css'
import './style/windowed.css'
import './style/size.css'
import './style/diff.css'
import './style/print.css'

const MOST_NAMED = 3
const root = document.getElementById('report')!

try {
  const summary = await readSummary()
  const show = (files: Awaited<ReturnType<typeof readFiles>> | null): void =>
    render(
      <ReportContext value={{ ...summary, files }}>
        <Report />
      </ReportContext>,
      root,
    )
  document.title = titleOf(summary.document.images.map(({ label }) => label))
  root.replaceChildren()
  show(null)
  // what is there is seen before the rest is read
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  show(await readFiles())
} catch (error) {
  root.textContent = `This report cannot be shown: ${messageOf(error)}. It needs a browser of 2023 or later.`
}

/** What a browser's tab and a list of bookmarks show. */
function titleOf(labels: readonly string[]): string {
  const named = labels.slice(0, MOST_NAMED).join(', ')
  return labels.length > MOST_NAMED ? `${named} and ${labels.length - MOST_NAMED} more compared` : `${named} compared`
}
