import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Compiles C in a directory of its own; gives the output's bytes. */
function compile(directory: string, name: string, source: string, args: readonly string[], compiler = 'gcc'): Buffer {
  mkdirSync(directory, { recursive: true })
  const [input, output] = [join(directory, `${name}.c`), join(directory, name)]
  writeFileSync(input, source)
  execFileSync(compiler, ['-O1', '-s', '-o', output, input, ...args], { cwd: directory, stdio: 'pipe' })
  return readFileSync(output)
}

const HELLO = '#include <stdio.h>\nint main(void) { puts("started"); return 0; }\n'
const GREETING = '#include <stdio.h>\nint greet(void);\nint main(void) { return greet(); }\n'
const PATIENT = 'int greet_later(void);\nint main(void) { return greet_later(); }\n'
const GREET = '#include <stdio.h>\nint greet(void) { puts("started"); return 0; }\n'
const GREET_LATER = `${GREET}int greet_later(void) { return greet(); }\n`
const OPENER =
  '#include <dlfcn.h>\n#include <stdio.h>\n' +
  'int main(int argc, char **argv) {\n' +
  '  void *library = dlopen(argv[1], RTLD_NOW);\n' +
  '  if (library == NULL) { fprintf(stderr, "%s\\n", dlerror()); return 127; }\n' +
  '  return ((int (*)(void))dlsym(library, "plug"))();\n}\n'
const FUTURISTIC = 'int future(void);\nint main(void) { return future(); }\n'
const PLUGIN = 'int greet(void);\nint plug(void) { return greet(); }\n'

/** Programs and libraries for x86-64 that the fit of apps is tried with; all print `started`. */
export interface TestPrograms {
  readonly static: Buffer
  readonly glibc: Buffer
  readonly musl: Buffer
  /** Needs libgreet.so.1, in the version GREET_1. */
  readonly greeting: Buffer
  /** As `greeting`, and looks for it in `$ORIGIN/../lib`. */
  readonly greetingBeside: Buffer
  /** Needs libgreet.so.1 in the version GREET_2. */
  readonly patient: Buffer
  /** Needs a version of glibc that no glibc has. */
  readonly futuristic: Buffer
  /** Opens the library that its argument names, and calls `plug` in it. */
  readonly opener: Buffer
  /** A library with `plug`, which needs libgreet.so.1. */
  readonly plugin: Buffer
  /** libgreet.so.1 with the version GREET_1 only, with both, and for musl. */
  readonly greet: { readonly old: Buffer; readonly new: Buffer; readonly musl: Buffer }
}

/** Compiles them with gcc and Debian's musl-tools; `directory` is for what the compilers write. */
export function compilePrograms(directory: string): TestPrograms {
  const library = ['-shared', '-fPIC', '-Wl,-soname,libgreet.so.1']
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'one.map'), 'GREET_1 { global: greet; local: *; };')
  writeFileSync(
    join(directory, 'two.map'),
    'GREET_1 { global: greet; }; GREET_2 { global: greet_later; local: *; } GREET_1;',
  )
  writeFileSync(join(directory, 'future.map'), 'GLIBC_2.99 { global: future; local: *; };')
  const one = compile(directory, 'one.so', GREET, [...library, '-Wl,--version-script=one.map'])
  const two = compile(directory, 'two.so', GREET_LATER, [...library, '-Wl,--version-script=two.map'])
  const libc = ['-shared', '-fPIC', '-nostdlib', '-Wl,-soname,libc.so.6', '-Wl,--version-script=future.map']
  compile(directory, 'future.so', 'int future(void) { return 0; }\n', libc)
  const [toOne, toTwo] = [join(directory, 'one.so'), join(directory, 'two.so')]
  return {
    static: compile(directory, 'static', HELLO, ['-static'], 'musl-gcc'),
    glibc: compile(directory, 'glibc', HELLO, []),
    musl: compile(directory, 'musl', HELLO, [], 'musl-gcc'),
    greeting: compile(directory, 'greeting', GREETING, [toOne]),
    greetingBeside: compile(directory, 'beside', GREETING, [toOne, '-Wl,-rpath,$ORIGIN/../lib']),
    patient: compile(directory, 'patient', PATIENT, [toTwo]),
    futuristic: compile(directory, 'futuristic', FUTURISTIC, [
      '-nostdlib',
      '-Wl,-e,main',
      join(directory, 'future.so'),
    ]),
    opener: compile(directory, 'opener', OPENER, ['-ldl']),
    plugin: compile(directory, 'plugin.so', PLUGIN, ['-shared', '-fPIC', toOne]),
    greet: { old: one, new: two, musl: compile(directory, 'musl.so', GREET, library, 'musl-gcc') },
  }
}
