/** What os-release(5) says. */
export interface OsRelease {
  /** Lower case; `linux` where the file does not say. */
  readonly id: string
  readonly idLike: readonly string[]
  readonly versionId: string | null
  readonly versionCodename: string | null
  readonly prettyName: string | null
  readonly variantId: string | null
}

/** Names and values, as the file assigns them. */
export type OsReleaseVariables = { readonly [name: string]: string }

/** What the variables of an os-release file say. */
export function toOsRelease(variables: OsReleaseVariables): OsRelease {
  return {
    id: (variables.ID || 'linux').toLowerCase(),
    idLike: (variables.ID_LIKE ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    versionId: variables.VERSION_ID || null,
    versionCodename: variables.VERSION_CODENAME || null,
    prettyName: variables.PRETTY_NAME || null,
    variantId: variables.VARIANT_ID || null,
  }
}

/** The variables of an os-release file: shell assignments, without any expansion. Lines that are none are passed over. */
export function parseOsRelease(text: string): OsReleaseVariables {
  const assignments = text.matchAll(/^[ \t]*([A-Z0-9_]+)=(.*)$/gm)
  return Object.fromEntries(Array.from(assignments, ([, name, value]) => [name, unquote((value ?? '').trim())]))
}

/** Inside double quotes a backslash escapes only what is special there; inside single quotes nothing is (POSIX shell, 2.2). */
function unquote(value: string): string {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value.replace(/\\(.)/g, '$1')
  const inner = value.endsWith(quote) && value.length > 1 ? value.slice(1, -1) : value.slice(1)
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1')
}
