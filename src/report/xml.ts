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
  for (const [part, indent] of parts({ ...root, attributes: { xmlns: namespace?.toString(), ...attributes } }, '')) {
    if (typeof part === 'string') yield part
    else for (const [item, deeper] of parts(part, indent)) yield typeof item === 'string' ? item : written(item, deeper)
  }
}

/** Recursive: elements are as deep as CycloneDX and this project nest them. */
function written(element: Element, indent: string): string {
  return parts(element, indent)
    .map(([part, deeper]) => (typeof part === 'string' ? part : written(part, deeper)))
    .join('')
}

/** An element as lines, between which its children stand with their indent. */
function parts(
  { name, attributes = {}, children }: Element,
  indent: string,
): [part: string | Element, indent: string][] {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const start = `${indent}<${name}${given.map(([key, value]) => ` ${key}="${escaped(String(value))}"`).join('')}`
  if (children === undefined || children === '') return [[`${start}/>\n`, indent]]
  if (typeof children === 'string' || typeof children === 'number') {
    return [[`${start}>${escaped(String(children))}</${name}>\n`, indent]]
  }
  return [
    [`${start}>\n`, indent],
    ...childrenOf({ children }).map((child): [Element, string] => [child, `${indent}  `]),
    [`${indent}</${name}>\n`, indent],
  ]
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
