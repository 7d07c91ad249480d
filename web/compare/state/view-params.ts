import { useEffect, useState } from 'preact/hooks'

/** What the page shows, as its address has it after the `#`: so a view can be linked, and Back goes back. */
let params = fromAddress()
const listeners = new Set<() => void>()

addEventListener('hashchange', () => {
  params = fromAddress()
  for (const listener of listeners) listener()
})

/** Some of the address's parameters; null is for what is not there, or should not be any more. */
export type ParamChanges = Readonly<Record<string, string | null>>

/**
 * Changes parameters.
 *
 * @param isStep whether it is a step that Back should undo; typing is none
 */
export function setParams(changes: ParamChanges, isStep = false): void {
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  if (next.toString() === params.toString()) return
  params = next
  history[isStep ? 'pushState' : 'replaceState'](null, '', `#${next}`)
  for (const listener of listeners) listener()
}

/** The parameters, as they are at each time. Whoever made the address, they may be anything. */
export function useParams(): URLSearchParams {
  const [shown, show] = useState(params)
  useEffect(() => {
    const listener = (): void => show(params)
    listeners.add(listener)
    listener() // it may have changed since the first sight
    return () => listeners.delete(listener)
  }, [])
  return shown
}

/** A parameter that is one of some words; the first unless it is. */
export function oneOf<Word extends string>(value: string | null, words: readonly Word[]): Word {
  return words.find((word) => word === value) ?? words[0]!
}

/** A parameter that is a place in a list of `count`. */
export function placeIn(count: number, value: string | null, fallback: number): number {
  const place = Number(value ?? Number.NaN)
  return Number.isInteger(place) && place >= 0 && place < count ? place : fallback
}

function fromAddress(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1))
}
