import parse, { type LicenseTree } from 'spdx-expression-parse'
import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' }
import ids from 'spdx-license-ids/index.json' with { type: 'json' }

const IDS: ReadonlyMap<string, string> = new Map([...deprecated, ...ids].map((id) => [id.toLowerCase(), id]))

/**
 * An SPDX license expression as the specification writes it: identifiers in the spelling of the list, operators in capitals,
 * no brackets but those that are needed (SPDX 2.3, annex D). Null where it is none.
 */
export function parseExpression(text: string): string | null {
  const spelled = text
    .replace(/[A-Za-z0-9][A-Za-z0-9.-]*/g, (word) => IDS.get(word.toLowerCase()) ?? word)
    .replace(/(?<=[\s)])(?:and|or|with)(?=[\s(])/gi, (word) => word.toUpperCase())
  try {
    return written(parse(spelled.trim()))
  } catch {
    return null
  }
}

function written(tree: LicenseTree): string {
  if ('license' in tree) {
    return `${identifier(tree)}${tree.exception === undefined ? '' : ` WITH ${tree.exception}`}`
  }
  const sides = [tree.left, tree.right].map((side) => {
    const isLooser = 'conjunction' in side && side.conjunction === 'or' && tree.conjunction === 'and'
    return isLooser ? `(${written(side)})` : written(side)
  })
  return sides.join(tree.conjunction === 'and' ? ' AND ' : ' OR ')
}

/** The GNU licenses' identifiers without a suffix are deprecated: they left open what versions they mean. */
function identifier({ license, plus = false }: { readonly license: string; readonly plus?: boolean }): string {
  if (/^(?:A?GPL|LGPL|GFDL)-\d\.\d$/.test(license)) return `${license}-${plus ? 'or-later' : 'only'}`
  return plus ? `${license}+` : license
}
