import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'

/** Which of the modules that `OPTIONAL_MODULES` lists a Python file imports. A type, not an interface, so that it counts as JSON. */
export type PythonImports = { readonly modules: readonly string[] }

/**
 * Modules that few programs import, and that bring much along: libraries of others, or setuptools, which `python -m venv` put into
 * every environment up to Python 3.11. What else a program imports does not matter to anybody, and is not kept.
 */
const OPTIONAL_MODULES: ReadonlySet<string> = new Set([
  'curses',
  'dbm',
  'distutils',
  'idlelib',
  'lib2to3',
  'nis',
  'ossaudiodev',
  'pkg_resources',
  'readline',
  'rlcompleter',
  'setuptools',
  'shelve',
  'sqlite3',
  'tkinter',
  'turtle',
  'ensurepip',
])

/** Imports stand at the beginning; what is longer was mostly generated. */
const MAX_SOURCE = 256 * 1024
/** An import statement (Python's grammar, `import_stmt`), indented or not, up to what is imported from a module. */
const STATEMENT = /^[ \t]*(?:from[ \t]+([\w.]+)|import[ \t]+([\w., \t]+))/gm
/** A name that is given to a function which imports. */
const CALL = /(?:import_module|__import__)\(\s*['"]([\w.]+)/g

/** Optional modules that Python files import. */
export const pythonImportsReader: FactReader<PythonImports> = {
  name: 'python-imports',
  version: 1,

  select: ({ path, size }) =>
    size > 0 && path.endsWith('.py') ? { ranges: [{ start: 0, end: Math.min(size, MAX_SOURCE) }] } : undefined,

  read({ size }, content) {
    const source = content.slice(0, Math.min(size, MAX_SOURCE))
    const modules = source === undefined ? [] : optionalImports(decodeName(source))
    return modules.length === 0 ? undefined : { modules }
  },
}

/** The optional modules that a source text imports, by their first component, sorted. */
export function optionalImports(source: string): string[] {
  const found = new Set<string>()
  const add = (name: string): void => {
    const [first = ''] = name.trim().split(/[.\s]/)
    if (OPTIONAL_MODULES.has(first)) found.add(first)
  }
  for (const [, from, names = ''] of source.matchAll(STATEMENT)) (from ?? names).split(',').forEach(add)
  for (const [, name = ''] of source.matchAll(CALL)) add(name)
  return [...found].sort()
}
