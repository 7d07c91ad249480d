import { styleText } from 'node:util'

/** The few ways in which text can stand out. Each gives its text back unchanged where there is no colour. */
export interface Palette {
  readonly title: (text: string) => string
  readonly heading: (text: string) => string
  /** What explains, not what answers. */
  readonly quiet: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
  readonly bad: (text: string) => string
}

/** A palette in colour or without; whether a terminal wants colour is decided where the terminal is known. */
export function createPalette(color: boolean): Palette {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    color && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return {
    title: style('bold'),
    heading: style(['bold', 'cyan']),
    quiet: style('dim'),
    good: style('green'),
    warning: style('yellow'),
    bad: style(['bold', 'red']),
  }
}
