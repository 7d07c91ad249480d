import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

/** A tab and what it shows. */
export interface Tab<Name extends string> {
  readonly name: Name
  readonly label: string
  readonly content: () => ComponentChildren
}

/** Tabs with automatic activation (ARIA Authoring Practices Guide, "Tabs Pattern"). */
export function Tabs<Name extends string>({
  label,
  tabs,
  current,
  choose,
}: {
  readonly label: string
  readonly tabs: readonly Tab<Name>[]
  readonly current: Name
  readonly choose: (name: Name) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ name }) => name === current)
    const target = MOVES[event.key]?.(at, tabs.length)
    if (target === undefined) return
    event.preventDefault()
    choose(tabs[target]!.name)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[target]?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`tab-${tab.name}`}
            aria-selected={tab.name === current}
            aria-controls={`panel-${tab.name}`}
            tabIndex={tab.name === current ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.name}
          role="tabpanel"
          id={`panel-${tab.name}`}
          aria-labelledby={`tab-${tab.name}`}
          hidden={tab.name !== current}
        >
          {tab.name === current && tab.content()}
        </div>
      ))}
    </>
  )
}

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}
