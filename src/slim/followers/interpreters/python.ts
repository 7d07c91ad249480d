import { parentOf } from '../../../rootfs/path.ts'
import type { TreeNode } from '../../../rootfs/tree.ts'
import type { Follower } from '../../follower.ts'
import type { Lead } from '../../lead.ts'
import type { SlimImage } from '../../slim-image.ts'

const PROGRAM = /^python\d?(?:\.\d+)?$/
const LIBRARY = /^libpython(\d\.\d+)[a-z]*\.so/
const LIBRARY_DIRECTORY = /^python\d(?:\.\d+)?$/
/**
 * Of the standard library: its own tests, what building Python itself takes, the texts of `help()` (pydoc says that they are not
 * there), and a module in Python that is only tried where its C one is missing (Lib/decimal.py).
 */
const FOR_BUILDING =
  /^(?:test|pydoc_data|_pydecimal\.py|config-.*|_test.*\.so|_xx.*\.so|xxlimited.*\.so|_ctypes_test.*\.so)$/
/**
 * Parts of the standard library that nothing else of it needs, by the names under which programs import them: programs of their
 * own, and modules that load libraries of others. Measured on Debian 12 with readelf: `nis` alone brings libtirpc, libnsl and Kerberos,
 * `_dbm` Berkeley DB, `_sqlite3` SQLite. Interactive Python looks for readline and goes on without (Lib/site.py).
 */
const OPTIONAL: readonly { readonly names: RegExp; readonly importedAs: readonly string[] }[] = [
  { names: /^(?:idlelib|turtledemo|turtle\.py|tkinter|_tkinter\..*)$/, importedAs: ['tkinter', 'turtle', 'idlelib'] },
  { names: /^lib2to3$/, importedAs: ['lib2to3'] },
  { names: /^ensurepip$/, importedAs: ['ensurepip'] },
  { names: /^nis\..*so$/, importedAs: ['nis'] },
  { names: /^ossaudiodev\..*so$/, importedAs: ['ossaudiodev'] },
  { names: /^readline\..*so$/, importedAs: ['readline', 'rlcompleter'] },
  { names: /^_(?:g?dbm)\..*so$/, importedAs: ['dbm', 'shelve'] },
  { names: /^_curses(?:_panel)?\..*so$/, importedAs: ['curses'] },
  { names: /^_sqlite3\..*so$/, importedAs: ['sqlite3'] },
]
/**
 * CPython. It looks for `lib/pythonX.Y/os.py` above its program (Modules/getpath.py), takes the directory as a whole, and reads
 * the site-packages there, Debian's dist-packages, and, started from a virtual environment, `pyvenv.cfg` beside or above the
 * program with the site-packages of the environment.
 *
 * Measured with `strace -f -e trace=file /opt/venv/bin/python app.py` on Debian 12 (Python 3.11.2): pyvenv.cfg; the prefix'
 * lib/python3.11 with lib-dynload, a hundred modules at the start; sitecustomize.py; site-packages of the environment; gconv-modules.cache
 * and C.utf8/LC_CTYPE; no file of the system's dist-packages.
 */
export const python: Follower = {
  name: 'python',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node }, image) {
    const ofLibrary = LIBRARY.exec(node.name)?.[1]
    if (ofLibrary === undefined && !PROGRAM.test(node.name)) return
    if (node.type === 'symlink') yield* environmentOf(node)
    if (image.objectAt(node) === undefined) return
    const version = ofLibrary ?? /\d\.\d+$/.exec(node.name)?.[0]
    for (const library of librariesAbove(node, version, image)) {
      yield* partsOf(library, node, image)
      const { name } = library
      for (const place of [
        `${name.replace(/\..*/, '')}/dist-packages`,
        `${name}/dist-packages`,
        `${name}/site-packages`,
      ]) {
        for (const prefix of ['/usr/lib', '/usr/local/lib'])
          yield lead(`${prefix}/${place}`, `has modules for ${node.name}`)
      }
    }
  },
}

/** A virtual environment, told from the symlink in it that was started. */
function* environmentOf(node: TreeNode): Iterable<Lead> {
  const root = node.parent?.parent
  if (root?.children?.has('pyvenv.cfg') !== true) return
  yield { path: `${root.path}/pyvenv.cfg`, kind: 'python', says: `${node.name} reads it at the start` }
  for (const directory of ['lib', 'lib64']) {
    for (const each of root.children.get(directory)?.children?.values() ?? []) {
      if (LIBRARY_DIRECTORY.test(each.name)) yield lead(each.path, 'is its virtual environment')
    }
  }
}

/** The library of a program or of libpython: in the nearest directory above that has one, as CPython looks for its own. */
function librariesAbove({ path }: TreeNode, version: string | undefined, { tree }: SlimImage): TreeNode[] {
  for (let above = parentOf(path); ; above = parentOf(above)) {
    const found = ['lib', 'lib64'].flatMap((name) => [...(tree.resolve(`${above}/${name}`)?.children?.values() ?? [])])
    const libraries = found.filter(
      ({ name, children }) =>
        LIBRARY_DIRECTORY.test(name) &&
        (version === undefined || name === `python${version}`) &&
        (children?.has('os.py') === true || children?.has('lib-dynload') === true),
    )
    if (libraries.length > 0) return libraries
    if (above === '/') return []
  }
}

/** The library without what nothing that may run imports. */
function* partsOf(library: TreeNode, interpreter: TreeNode, image: SlimImage): Iterable<Lead> {
  const imported = importedModules(library, image)
  const isNeeded = ({ name }: TreeNode): boolean =>
    !FOR_BUILDING.test(name) &&
    OPTIONAL.every(({ names, importedAs }) => !names.test(name) || importedAs.some((each) => imported.has(each)))
  const says = `is the standard library of ${interpreter.name}`
  for (const child of library.children!.values()) {
    if (child.name !== 'lib-dynload') {
      if (isNeeded(child)) yield lead(child.path, says)
      continue
    }
    for (const extension of child.children?.values() ?? []) if (isNeeded(extension)) yield lead(extension.path, says)
  }
}

/** What Python files outside of the standard library import, but for installers, which go. */
function importedModules(library: TreeNode, { pythonImports }: SlimImage): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { node, fact } of pythonImports.facts()) {
    const isOfLibrary = node.path.startsWith(`${library.path}/`) && !/\/(?:site|dist)-packages\//.test(node.path)
    if (isOfLibrary || /\/(?:pip|setuptools|pkg_resources)\//.test(node.path)) continue
    for (const name of fact.modules) found.add(name)
  }
  return found
}

function lead(path: string, says: string): Lead {
  return { path, kind: 'python', says, tree: true, part: true, runs: true }
}
