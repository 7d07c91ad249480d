import { displayPath } from '../../rootfs/path.ts'

/** A text database up to the end of its last whole line, and whether more followed: a sign that the file was cut short. */
export function wholeLines(text: string): { readonly text: string; readonly cut: boolean } {
  const end = text.lastIndexOf('\n') + 1
  return { text: text.slice(0, end), cut: end < text.length }
}

/** The warning for a database of which only a part could be read. */
export function incompleteWarning(path: string): string {
  return `The package database ${displayPath(path)} is cut short or damaged; packages may be missing.`
}
