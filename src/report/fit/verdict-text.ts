import type { Verdict } from '../fit-document.ts'

const TEXTS: Readonly<Record<Verdict, string>> = {
  fits: 'fits',
  'fits-if': 'fits if',
  'does-not-fit': 'does not fit',
}

/** A verdict in words; what is none, as it is. */
export function verdictText(verdict: string): string {
  return (TEXTS as Readonly<Partial<Record<string, string>>>)[verdict] ?? verdict
}
