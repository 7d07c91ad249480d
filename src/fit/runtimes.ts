import { environmentVariable } from '../catalogers/elf/entrypoint.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import { joinPath, parentOf } from '../rootfs/path.ts'
import type { PathLookup, TreeNode } from '../rootfs/tree.ts'

/** A program that does not start without files that nothing in it names, and how it finds them. Paths are below its home. */
interface RuntimeRule {
  /** What the files are. */
  readonly what: string
  /** Matches the name of its file; `$1` in paths is what the group matches. */
  readonly program: RegExp
  /** The variable of the environment that names its home, if there is one. */
  readonly variable: string | null
  /** A directory that has one of these files is its home. */
  readonly landmarks: readonly string[]
  /** The files, or directories with them. */
  readonly files: readonly string[]
  /** Libraries that it opens (`dlopen`) before it does anything. */
  readonly opens: readonly string[]
  /** Directories of modules for it that packages fill, beside the files. */
  readonly modules: readonly string[]
}

/**
 * What was tried, each program with its libraries and nothing else: Python and Java do not start; Perl, Ruby and Tcl do, though
 * some complain.
 */
const RULES: readonly RuntimeRule[] = [
  {
    // Modules/getpath.py; Fedora and what is built from it say lib64
    what: 'standard library',
    program: /^(?:platform-)?python(3\.\d+t?)$/,
    variable: 'PYTHONHOME',
    landmarks: ['lib/python$1/os.py', 'lib64/python$1/os.py', 'lib/python$1/os.pyc'],
    files: ['lib/python$1', 'lib64/python$1'],
    opens: [],
    modules: ['lib/python3/dist-packages', 'local/lib/python$1/dist-packages'],
  },
  {
    // GetJREPath and LoadJavaVM in java_md.c of OpenJDK's libjli, since Java 9
    what: 'class library and virtual machine',
    program: /^java()$/,
    variable: null,
    landmarks: ['lib/modules'],
    files: ['lib', 'conf'],
    opens: ['lib/server/libjvm.so'],
    modules: [],
  },
]

/** A runtime by one of its programs. */
export interface Runtime extends Pick<RuntimeRule, 'what' | 'files' | 'opens' | 'modules'> {
  /** The directory that `files` and the like are below; undefined where it has none in this filesystem. */
  homeIn(tree: Pick<PathLookup, 'resolve'>): string | undefined
}

/** The runtime that a program is; undefined for any other program. */
export function runtimeOf({ name, path }: TreeNode, config: ExecutionConfig): Runtime | undefined {
  for (const { what, program, variable, landmarks, ...paths } of RULES) {
    const match = program.exec(name)
    if (match === null) continue
    const filled = (below: readonly string[]): string[] => below.map((text) => text.replace('$1', match[1]!))
    const named = variable === null ? undefined : environmentVariable(config, variable)
    const homes = [...(named ? [named] : []), ...directoriesAbove(path)]
    return {
      what,
      files: filled(paths.files),
      opens: filled(paths.opens),
      modules: filled(paths.modules),
      homeIn: (tree) =>
        homes.find((home) => filled(landmarks).some((file) => tree.resolve(joinPath(home, file))?.type === 'file')),
    }
  }
  return undefined
}

/** The directory that a program's directory is in, and those above. */
function directoriesAbove(path: string): string[] {
  const directories: string[] = []
  for (let directory = parentOf(parentOf(path)); directory !== '/'; directory = parentOf(directory)) {
    directories.push(directory)
  }
  return [...directories, '/']
}
