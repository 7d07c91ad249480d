import type { XML } from '@cyclonedx/cyclonedx-library/Serialize'

/** An element, as CycloneDX's library makes it of its model. */
export type Element = XML.Types.SimpleXml.Element

/**
 * Characters that XML's syntax takes, and those that a terminal may act on; all of them may stand as references. What XML cannot
 * hold at all must not be there any more.
 */
const REFERENCED = /[&<>"\r\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/**
 * An element as an XML document, all in the element's namespace and indented by two spaces; in pieces, one for each element of the
 * lists in it. The library's own way, by xmlbuilder2, makes a DOM of it first, and takes several times as long: seconds, where
 * an SBOM lists all files.
 */
export function* renderXml(root: Element): Generator<string> {
  const { namespace, attributes } = root
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield* pieces({ ...root, attributes: { xmlns: namespace?.toString(), ...attributes } }, '', 2)
}

/** An element in pieces: one for each of those that are `depth` levels within it. */
function* pieces(element: Element, indent: string, depth: number): Generator<string> {
  const children = childrenOf(element)
  if (depth === 0 || children.length === 0) yield written(element, indent)
  else {
    yield `${indent}${startOf(element)}>\n`
    for (const child of children) yield* pieces(child, `${indent}  `, depth - 1)
    yield `${indent}</${element.name}>\n`
  }
}

/** Recursive: elements are as deep as CycloneDX and this project nest them. */
function written(element: Element, indent: string): string {
  const { name, children } = element
  const start = `${indent}${startOf(element)}`
  if (children === undefined || children === '') return `${start}/>\n`
  if (typeof children === 'string' || typeof children === 'number') {
    return `${start}>${escaped(String(children))}</${name}>\n`
  }
  let text = `${start}>\n`
  for (const child of children) if (child.type === 'element') text += written(child, `${indent}  `)
  return `${text}${indent}</${name}>\n`
}

function startOf({ name, attributes = {} }: Element): string {
  let start = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) start += ` ${key}="${escaped(String(value))}"`
  }
  return start
}

/** Makes an element. */
export function element(name: string, children: Element['children'], attributes: Element['attributes'] = {}): Element {
  return { type: 'element', name, attributes, children }
}

/** The elements within an element; none where it holds text. */
export function childrenOf({ children }: Pick<Element, 'children'>): Element[] {
  if (children === undefined || typeof children === 'string' || typeof children === 'number') return []
  return Array.from(children).filter((child) => child.type === 'element')
}

function escaped(text: string): string {
  return text.replace(REFERENCED, (character) => `&#${character.charCodeAt(0)};`)
}
