/** The name in a stated dependency, without what may follow it: a version, extras, a marker. Scopes (`@scope/name`) stay. */
export function packageNameOf(stated: string): string {
  return /^@?[^\s@<>=~!^;,[(]+/.exec(stated.trim())?.[0] ?? stated
}
