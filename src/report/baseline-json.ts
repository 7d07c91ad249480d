import type { BaselineDocument, BaselineFile } from './baseline-document.ts'
import { jsonLine } from './json.ts'

/** A baseline as the file that is committed: a line for each layer, package and path, so that its changes can be read. */
export function renderBaseline({ images, ...head }: BaselineFile): string {
  return `${block({ ...inLines(head), images: list(images.map(renderImage), '  ') }, '')}\n`
}

function renderImage({ layers, packages, unowned, ...rest }: BaselineDocument): string {
  const lists = Object.entries({ layers, packages, unowned }).map(([key, items]) => [
    key,
    list(items.map(jsonLine), '      '),
  ])
  return block({ ...inLines(rest), ...Object.fromEntries(lists) }, '    ')
}

/** Each value as JSON on one line. */
function inLines(object: object): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, jsonLine(value)]))
}

function block(members: Readonly<Record<string, string>>, indent: string): string {
  const lines = Object.entries(members).map(([key, value]) => `${indent}  ${jsonLine(key)}: ${value}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function list(items: readonly string[], indent: string): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}]`
}
