import { type Fields, fieldsOf, listOf, parseFields, textOf } from './loose-json.ts'

/** What an installed package's `package.json` says. A type, not an interface, so that it counts as JSON. */
export type NpmManifest = {
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
  /** What it cannot do without, by name, with the range of versions. */
  readonly dependencies: readonly NpmDependency[]
  /** What npm installs where it can: mostly one build for each platform. */
  readonly optionalDependencies: readonly NpmDependency[]
}

type NpmDependency = readonly [name: string, range: string]

/**
 * Reads a `package.json` (docs.npmjs.com/cli/configuring-npm/package-json); undefined where it names no package, or no version.
 * @throws {SyntaxError} when it is not a JSON object.
 */
export function parseNpmManifest(text: string): NpmManifest | undefined {
  const fields = parseFields(text)
  const name = textOf(fields.name)
  const version = textOf(fields.version)
  if (name === undefined || version === undefined) return undefined
  const optional = new Map(dependenciesIn(fields.optionalDependencies))
  const needed = new Map([...peersOf(fields), ...dependenciesIn(fields.dependencies)])
  return {
    name,
    version,
    licenses: licensesOf(fields),
    // Some list what is optional among the others too; then it is optional.
    dependencies: [...needed].filter(([required]) => !optional.has(required)),
    optionalDependencies: [...optional],
  }
}

/** `"MIT"` today; `{ "type": "MIT", "url": … }` and `"licenses": [ … ]` of either in packages from before 2015. */
function licensesOf({ license, licenses }: Fields): string[] {
  const stated = [license, licenses].flatMap((value) => (Array.isArray(value) ? listOf(value) : [value]))
  const names = stated.flatMap(
    (value) => textOf(value) ?? textOf(fieldsOf(value).type) ?? textOf(fieldsOf(value).name) ?? [],
  )
  return [...new Set(names)]
}

/** Packages that the one which depends on this brings along, without those that this can do without. */
function peersOf({ peerDependencies, peerDependenciesMeta }: Fields): NpmDependency[] {
  const meta = new Map(Object.entries(fieldsOf(peerDependenciesMeta)))
  return dependenciesIn(peerDependencies).filter(([name]) => fieldsOf(meta.get(name)).optional !== true)
}

function dependenciesIn(value: unknown): NpmDependency[] {
  return Object.entries(fieldsOf(value)).map(([name, range]) => [name, textOf(range) ?? '*'])
}
