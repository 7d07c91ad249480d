import { useEffect, useState } from 'preact/hooks'

/** How the page looks. */
export type Theme = 'light' | 'dark'

const STORED = 'imgpeek-theme'
const DARK = matchMedia('(prefers-color-scheme: dark)')

let chosen = storedTheme()
let isPrinting = false
const listeners = new Set<() => void>()

DARK.addEventListener('change', apply)
addEventListener('beforeprint', () => print(true))
addEventListener('afterprint', () => print(false))
apply()

/** Turns light to dark and back, and remembers it where the browser lets it. */
export function toggleTheme(): void {
  chosen = themeNow() === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(STORED, chosen)
  } catch {
    // it holds as long as the page is open
  }
  apply()
}

/** The theme that holds: the one that was chosen here before, else the system's; light on paper. */
export function useTheme(): Theme {
  return useNow(themeNow)
}

/** Whether the page is being printed. */
export function usePrinting(): boolean {
  return useNow(() => isPrinting)
}

function useNow<Value>(read: () => Value): Value {
  const [value, show] = useState(read)
  useEffect(() => {
    const listener = (): void => show(read)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, [])
  return value
}

function themeNow(): Theme {
  if (isPrinting) return 'light'
  return chosen ?? (DARK.matches ? 'dark' : 'light')
}

function print(starts: boolean): void {
  isPrinting = starts
  apply()
}

/** First the style, then those who read colours from it. */
function apply(): void {
  document.documentElement.dataset.theme = themeNow()
  for (const listener of listeners) listener()
}

function storedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORED)
    return stored === 'light' || stored === 'dark' ? stored : null
  } catch {
    return null // some browsers keep nothing for files
  }
}
