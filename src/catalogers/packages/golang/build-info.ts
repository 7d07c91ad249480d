import type { BuildOrigin } from '../package.ts'

/** A module and its version; `(devel)` where it was built from a directory of sources. A type, so that it counts as JSON. */
type GoModule = { readonly path: string; readonly version: string }

/** What a Go binary says of how it was built: runtime/debug.BuildInfo. */
export type BuildInfo = {
  /** Of the toolchain, with what it adds: `go1.26.1`, `go1.20.5 (Red Hat 1.20.5-1.el9)`, `devel go1.27-3a1b`. */
  readonly goVersion: string
  /** The package that `main` stands in; absent where modules were not used. */
  readonly path?: string
  readonly main?: GoModule
  /** What was compiled in: replacements stand in the place of what they replace. */
  readonly dependencies: readonly GoModule[]
  readonly vcs?: NonNullable<BuildOrigin['vcs']>
}

const MAX_MODULES = 10_000 // the largest real program met has some 1,500

/**
 * Reads the lines of `go version -m` (runtime/debug.ParseBuildInfo): `path`, `mod`, `dep`, `=>` for what replaces the module
 * before it, and `build` settings, with tabs between fields.
 * @throws {Error} when it states more modules than any program has
 */
export function parseBuildInfo(goVersion: string, text: string): BuildInfo {
  let path: string | undefined
  let main: GoModule | undefined
  const dependencies: GoModule[] = []
  const settings = new Map<string, string>()
  let latest: 'mod' | 'dep' | undefined
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t', 3)
    if (kind === 'path') path = first
    else if (kind === 'mod') main = { path: first, version: second }
    else if (kind === 'dep') dependencies.push({ path: first, version: second })
    else if (kind === '=>' && latest === 'mod' && main !== undefined) main = replaced(main, first, second)
    else if (kind === '=>' && latest === 'dep') dependencies.push(replaced(dependencies.pop()!, first, second))
    else if (kind === 'build' && first.startsWith('vcs')) setSetting(settings, first)
    if (kind === 'mod' || kind === 'dep') latest = kind
    if (dependencies.length > MAX_MODULES)
      throw new Error(`its build information states more than ${MAX_MODULES} modules`)
  }
  return { goVersion, path, main: main?.path === '' ? undefined : main, dependencies, vcs: vcsOf(settings) }
}

/** Sources in a directory have no name of their own (go.mod: a replacement that starts with `./`, `../` or `/`). */
function replaced(module: GoModule, path: string, version: string): GoModule {
  return /^\.{0,2}\//.test(path) ? { path: module.path, version: version || '(devel)' } : { path, version }
}

function setSetting(settings: Map<string, string>, text: string): void {
  const equals = text.indexOf('=')
  if (equals !== -1) settings.set(text.slice(0, equals), text.slice(equals + 1))
}

function vcsOf(settings: ReadonlyMap<string, string>): BuildInfo['vcs'] {
  const revision = settings.get('vcs.revision')
  if (revision === undefined) return undefined
  const modified = settings.get('vcs.modified')
  return {
    system: settings.get('vcs') ?? '',
    revision,
    time: settings.get('vcs.time') ?? null,
    modified: modified === undefined ? null : modified === 'true',
  }
}
