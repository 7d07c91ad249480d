/** The attributes of a manifest's main section, by their names in lower case. */
export type Manifest = ReadonlyMap<string, string>

/** Of a license's name or address. */
const MAX_LENGTH = 256
const MAX_LICENSES = 16
const MAX_HEADER = 4096

/** Reads `META-INF/MANIFEST.MF` up to its first empty line (JAR File Specification); lines that start with a space continue. */
export function parseManifest(text: string): Manifest {
  const attributes = new Map<string, string>()
  const [main = ''] = text.replaceAll('\r\n', '\n').split(/\n\n/, 1)
  for (const line of main.replace(/\n /g, '').split('\n')) {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).trim()
    if (colon > 0 && value !== '') attributes.set(line.slice(0, colon).toLowerCase(), value)
  }
  return attributes
}

/** Licenses of `Bundle-License` (OSGi Core, 3.2.1.10): names or addresses, each with `;name=value`, between commas. */
export function bundleLicenses(manifest: Manifest): string[] {
  const header = manifest.get('bundle-license')?.slice(0, MAX_HEADER) ?? ''
  const clauses = header.match(/(?:"[^"]*"|[^",])+/g) ?? []
  const names = clauses.map((clause) => (/^\s*(?:"([^"]*)"|([^";]*))/.exec(clause) ?? []).slice(1).join('').trim())
  return names
    .filter((name) => name !== '' && name.length <= MAX_LENGTH && name !== '<<EXTERNAL>>')
    .slice(0, MAX_LICENSES)
}
