import { brief } from './result-text.ts'

/** Characters that Markdown or HTML could take for markup (CommonMark 2.4: each may stand after a backslash). */
const MARKUP = /[\\`*_{}[\]()<>&|~!#$]/g
/** What GitHub Flavored Markdown makes a link of by itself (6.9): the dot or the colon is escaped. */
const LINK_START = /:(?=\/\/)|(?<=www)\./gi

/**
 * A sentence in which names of an image may stand, as Markdown that shows it as it is. What GitHub makes links of after
 * Markdown is done, mentions and numbers of issues, is kept apart by a space of no width (`&#8203;`); an escape would not.
 */
export function markdownSentence(text: string): string {
  return brief(text)
    .replace(MARKUP, '\\$&')
    .replace(LINK_START, '\\$&')
    .replace(/^(?=[-+=])/, '\\')
    .replace(/^(\d+)(?=\.\s)/, '$1\\')
    .replace(/@|\\#/g, '$&&#8203;')
}
