import { ComparisonView } from './comparison/ComparisonView.tsx'
import { DiffView } from './diff/DiffView.tsx'
import { PackagesView } from './packages/PackagesView.tsx'
import { type Tab, Tabs } from './parts/Tabs.tsx'
import { SizeView } from './size/SizeView.tsx'
import { useReport } from './state/report.ts'
import { toggleTheme, useTheme } from './state/theme.ts'
import { oneOf, setParams, useParams } from './state/view-params.ts'

const VIEWS = ['compare', 'size', 'packages', 'diff'] as const

const TABS: readonly Tab<(typeof VIEWS)[number]>[] = [
  { name: 'compare', label: 'Comparison', content: () => <ComparisonView /> },
  { name: 'size', label: 'Sizes', content: () => <SizeView /> },
  { name: 'packages', label: 'Packages', content: () => <PackagesView /> },
  { name: 'diff', label: 'Differences', content: () => <DiffView /> },
]

/** The whole page. */
export function Report() {
  const { images } = useReport()
  const view = oneOf(useParams().get('view'), VIEWS)
  return (
    <>
      <header class="masthead">
        <h1>
          {images.length} images compared <span class="by">imgpeek</span>
        </h1>
        <ThemeToggle />
      </header>
      <main>
        <Tabs
          label="Views"
          tabs={TABS}
          current={view}
          choose={(name) => setParams({ view: name === VIEWS[0] ? null : name }, true)}
        />
      </main>
    </>
  )
}

function ThemeToggle() {
  const isDark = useTheme() === 'dark'
  return (
    <button type="button" class="theme" aria-pressed={isDark} onClick={toggleTheme}>
      <span aria-hidden="true">{isDark ? '☾' : '☀'}</span> Dark
    </button>
  )
}
