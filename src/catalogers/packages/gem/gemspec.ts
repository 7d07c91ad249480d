/** What a gem's specification says. A type, not an interface, so that it counts as JSON. */
export type Gemspec = {
  readonly name: string
  readonly version: string
  /** Null for gems that run anywhere. */
  readonly platform: string | null
  readonly licenses: readonly string[]
  /** `name (requirement, …)`. */
  readonly dependencies: readonly string[]
  readonly files: readonly string[]
}

/** Which lines hold strings that are wanted: what RubyGems writes has one statement a line. */
const STATEMENT = /^\s*\w+\.(name|version|platform|licenses?|files|add_(?:runtime_)?dependency)\b/

/**
 * Reads a specification as `Gem::Specification#to_ruby` writes it when a gem is installed; undefined where it names no gem. It is
 * Ruby, but Ruby of one form: statements on lines of their own with literals in them.
 */
export function parseGemspec(text: string): Gemspec | undefined {
  const strings = new Map<string, readonly string[]>()
  const dependencies = new Set<string>()
  let stub: readonly string[] = []
  for (const line of text.split('\n')) {
    if (/^\s*else\s*$/.test(line)) break // for a RubyGems that cannot tell dependencies of development from others
    if (line.startsWith('# stub: ') && stub.length === 0) stub = line.slice('# stub: '.length).split(' ', 3)
    const [, statement] = STATEMENT.exec(line) ?? []
    if (statement === undefined) continue
    const literals = literalsOf(line)
    if (statement.startsWith('add_')) dependencies.add(dependencyOf(literals))
    else if (!strings.has(statement)) strings.set(statement, literals)
  }
  // The stub is for RubyGems itself, to know a gem without running its specification.
  const [
    name = strings.get('name')?.[0],
    version = strings.get('version')?.[0],
    platform = strings.get('platform')?.[0],
  ] = stub
  if (!name || !version) return undefined
  return {
    name,
    version,
    platform: platform === undefined || platform === 'ruby' ? null : platform,
    licenses: strings.get('licenses') ?? strings.get('license') ?? [],
    dependencies: [...dependencies].filter((dependency) => dependency !== ''),
    files: strings.get('files') ?? [],
  }
}

/** `"text"` or `%q<text>`. One that does not end goes on to the end of its line, so that nothing is looked at twice. */
const LITERAL = /"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?$)|%q<([^>]*)(?:>|$)/gs

/** The strings of a line, unescaped. */
function literalsOf(line: string): string[] {
  return Array.from(line.matchAll(LITERAL), ([, quoted, bracketed]) =>
    quoted === undefined ? bracketed! : quoted.replace(/\\(.)/g, '$1'),
  )
}

function dependencyOf([name = '', ...requirements]: readonly string[]): string {
  return requirements.length === 0 ? name : `${name} (${requirements.join(', ')})`
}
