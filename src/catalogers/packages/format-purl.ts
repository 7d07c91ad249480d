/** Puts a package URL together: type, namespace and name as `path`, whose empty parts are left out, and qualifiers with keys in byte order. */
export function formatPurl(
  path: readonly string[],
  version: string,
  qualifiers: Readonly<Record<string, string | undefined>>,
): string {
  const segments = path.filter((segment) => segment !== '')
  const query = Object.entries(qualifiers)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${encode(value ?? '')}`)
    .join('&')
  return `pkg:${segments.map(encode).join('/')}${version === '' ? '' : `@${encode(version)}`}${query === '' ? '' : `?${query}`}`
}

/** Percent-encodes as the specification wants: all but letters, digits, `.-_~` and the colon. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}
