import { describe, expect, it } from 'vitest'
import { ALPINE_MUSL, binariesOf, DEBIAN_GLIBC, library, program, unresolvedOf } from './elf-tree.ts'

describe('libraries that glibc programs need', () => {
  it('are found in the default directories', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['libssl.so.3', 'libz.so.1', 'libc.so.6']),
      '/usr/lib/x86_64-linux-gnu/libssl.so.3': library(['libc.so.6']),
      '/usr/lib/libz.so.1': { symlink: 'libz.so.1.3.1' },
      '/usr/lib/libz.so.1.3.1': library(['libc.so.6']),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are missing where no directory has them, also for the libraries of a program', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['libssl.so.3', 'libc.so.6']),
      '/usr/lib/libssl.so.3': library(['libcrypto.so.3']),
      '/usr/bin/other': program(['libgone.so.1']),
    }
    expect(unresolvedOf(files)).toEqual(['/usr/bin/other: libgone.so.1', '/usr/lib/libssl.so.3: libcrypto.so.3'])
  })

  it('are no symlinks that lead nowhere, and no files that are no libraries', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['libdangling.so.1', 'libscript.so']),
      '/usr/lib/libdangling.so.1': { symlink: 'libdangling.so.1.0' },
      '/usr/lib/libscript.so': 'INPUT(-lscript)',
    }
    expect(unresolvedOf(files)).toEqual(['/usr/bin/app: libdangling.so.1', '/usr/bin/app: libscript.so'])
  })

  it('are of the same machine, class and byte order', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['libarm.so', 'libshort.so', 'libbig.so']),
      '/usr/lib/libarm.so': library([], { machine: 183 }),
      '/usr/lib/libshort.so': library([], { class: 32 }),
      '/usr/lib/libbig.so': library([], { byteOrder: 'big' }),
    }
    expect(unresolvedOf(files)).toEqual([
      '/usr/bin/app: libarm.so',
      '/usr/bin/app: libbig.so',
      '/usr/bin/app: libshort.so',
    ])
  })

  it('are passed over when of another class, in favour of a later directory', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/bin/app': program(['libx.so'], { rpath: '/app/lib32:/app/lib' }),
      '/app/lib32/libx.so': library([], { class: 32 }),
      '/app/lib/libx.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are found by DT_RPATH and DT_RUNPATH with $ORIGIN, $LIB and $PLATFORM', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/bin/app': program(['liba.so', 'libb.so', 'libc.so'], {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the loader's own syntax
        runpath: '$ORIGIN/../private:${ORIGIN}/$LIB:/app/$PLATFORM',
      }),
      '/app/private/liba.so': library(),
      '/app/bin/lib64/libb.so': library(),
      '/app/x86_64/libc.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('see $ORIGIN where the program is, not where a symlink to it is', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': { symlink: '/app/bin/app' },
      '/app/bin/app': program(['libx.so'], { rpath: '$ORIGIN/../lib' }),
      '/app/lib/libx.so': library(),
    }
    expect(binariesOf(files, { entrypoint: ['app'] })).toMatchObject({
      unresolved: [],
      entrypoint: { path: '/app/bin/app', unresolved: [] },
    })
  })

  it('inherit DT_RPATH from what loads them, but not DT_RUNPATH', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/one/app': program(['liba.so'], { rpath: '/one/lib' }),
      '/one/lib/liba.so': library(['libb.so']),
      '/one/lib/libb.so': library(),
      '/two/app': program(['libc.so'], { runpath: '/two/lib' }),
      '/two/lib/libc.so': library(['libd.so']),
      '/two/lib/libd.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/two/lib/libc.so: libd.so'])
  })

  it('ignore the DT_RPATH of what loads them when they have a DT_RUNPATH', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/app': program(['liba.so'], { rpath: '/app/lib' }),
      '/app/lib/liba.so': library(['libb.so'], { runpath: '/elsewhere' }),
      '/app/lib/libb.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/app/lib/liba.so: libb.so'])
  })

  it('are met by a library of that name that is loaded already', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/app': program(['libimpl.so', 'libuser.so'], { runpath: '/app/lib' }),
      '/app/lib/libimpl.so': library([], { soname: 'libabstract.so.1' }),
      '/app/lib/libuser.so': library(['libabstract.so.1']),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are found in LD_LIBRARY_PATH, with either separator', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['liba.so', 'libb.so']),
      '/opt/a/liba.so': library(),
      '/opt/b/libb.so': library(),
    }
    expect(unresolvedOf(files)).toHaveLength(2)
    expect(unresolvedOf(files, { env: ['LD_LIBRARY_PATH=/opt/a;/opt/b'] })).toEqual([])
    expect(unresolvedOf(files, { env: ['LD_LIBRARY_PATH=a:/opt/b'], workingDir: '/opt' })).toEqual([])
  })

  it('are found in what ld.so.conf lists and includes, where ldconfig has run', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['liba.so', 'libb.so']),
      '/etc/ld.so.conf': '# local\ninclude ld.so.conf.d/*.conf ld.so.conf\n/opt/a\n',
      '/etc/ld.so.conf.d/b.conf': '/opt/b # more',
      '/opt/a/liba.so': library(),
      '/opt/b/libb.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/usr/bin/app: liba.so', '/usr/bin/app: libb.so'])
    expect(unresolvedOf({ ...files, '/etc/ld.so.cache': 'ld.so-1.7.0' })).toEqual([])
  })

  it('are found in the directories for newer processors', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/bin/app': program(['libfast.so']),
      '/usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libfast.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are found by a path that is named outright', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/app': program(['/opt/liba.so', '$ORIGIN/libb.so', './libc.so']),
      '/opt/liba.so': library(),
      '/app/libb.so': library(),
      '/srv/libc.so': library(),
    }
    expect(unresolvedOf(files, { workingDir: '/srv' })).toEqual([])
    expect(unresolvedOf(files)).toEqual(['/app/app: ./libc.so'])
  })
})

describe('libraries that musl programs need', () => {
  const muslProgram = (needed: readonly string[], facts = {}) =>
    program(needed, { interpreter: '/lib/ld-musl-x86_64.so.1', ...facts })

  it('are found in its own default directories only', () => {
    const files = {
      ...ALPINE_MUSL,
      '/bin/app': muslProgram(['liba.so', 'libb.so', 'libc.musl-x86_64.so.1']),
      '/usr/local/lib/liba.so': library(),
      '/usr/lib64/libb.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/bin/app: libb.so'])
  })

  it('are the loader itself, where they are names of the C library', () => {
    const files = { ...ALPINE_MUSL, '/bin/app': muslProgram(['libc.so', 'libpthread.so.0', 'libm.so.6', 'libmm.so.1']) }
    expect(unresolvedOf(files)).toEqual(['/bin/app: libmm.so.1'])
  })

  it('are found in the path file instead of the default directories', () => {
    const files = {
      ...ALPINE_MUSL,
      '/etc/ld-musl-x86_64.path': '/opt/a:/opt/b\n/opt/c\n',
      '/bin/app': muslProgram(['libb.so', 'libc-own.so', 'libd.so']),
      '/opt/b/libb.so': library(),
      '/opt/c/libc-own.so': library(),
      '/usr/lib/libd.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/bin/app: libd.so'])
  })

  it('inherit DT_RUNPATH from what loads them', () => {
    const files = {
      ...ALPINE_MUSL,
      '/app/app': muslProgram(['liba.so'], { runpath: '$ORIGIN/lib' }),
      '/app/lib/liba.so': library(['libb.so']),
      '/app/lib/libb.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are looked up by musl where gcompat stands in for glibc', () => {
    const files = {
      ...ALPINE_MUSL,
      '/lib64/ld-linux-x86-64.so.2': { symlink: '../lib/ld-linux-x86-64.so.2' },
      '/lib/ld-linux-x86-64.so.2': program([], { linkage: 'static', interpreter: undefined }),
      '/etc/ld-musl-x86_64.path': '/lib:/opt/musl',
      '/app/app': program(['libc.so.6', 'ld-linux-x86-64.so.2', 'libx.so']),
      '/opt/musl/libx.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })
})

describe('programs without their loader', () => {
  it('lack the loader and what it would load', () => {
    expect(unresolvedOf({ ...ALPINE_MUSL, '/app/app': program(['libc.so.6']) })).toEqual([
      '/app/app: /lib64/ld-linux-x86-64.so.2',
      '/app/app: libc.so.6',
    ])
  })

  it('are one program under all their names', () => {
    const files = {
      '/bin/[': program(['libc.so.6']),
      '/bin/ls': { hardlink: '/bin/[' },
      '/bin/sh': { hardlink: '/bin/[' },
    }
    expect(binariesOf(files)).toMatchObject({
      elf: 1,
      dynamic: 1,
      unresolved: [{ path: '/bin/[' }, { path: '/bin/[' }],
    })
  })
})

describe('libraries that no program loads at its start', () => {
  it('lack what they name and nothing provides', () => {
    const files = { ...DEBIAN_GLIBC, '/usr/lib/python3/yaml.so': library(['libyaml-0.so.2', 'libc.so.6']) }
    expect(unresolvedOf(files)).toEqual(['/usr/lib/python3/yaml.so: libyaml-0.so.2'])
  })

  it('find what a program loads from a directory of its own', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/sbin/smbd': program(['libprivate.so'], { runpath: '/usr/lib/samba' }),
      '/usr/lib/samba/libprivate.so': library(),
      '/usr/lib/vfs/plugin.so': library(['libprivate.so']),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('find what lies in their own installation, as a launcher makes it known', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/lib/jvm/jdk/lib/libjava.so': library(['libjvm.so'], { runpath: '$ORIGIN' }),
      '/usr/lib/jvm/jdk/lib/server/libjvm.so': library(['libc.so.6']),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('find nothing in the installation of another software', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/opt/one/plugin.so': library(['libshared.so']),
      '/opt/two/libshared.so': library(),
    }
    expect(unresolvedOf(files)).toEqual(['/opt/one/plugin.so: libshared.so'])
  })

  it('inherit the DT_RPATH of the library that loads them', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/usr/lib/plugin.so': library(['libmiddle.so'], { rpath: '/opt/private:/opt/middle' }),
      '/opt/middle/libmiddle.so': library(['libprivate.so']),
      '/opt/private/libprivate.so': library(),
    }
    expect(unresolvedOf(files)).toEqual([])
  })

  it('are passed over where the image has no loader that takes them', () => {
    const files = {
      ...DEBIAN_GLIBC,
      '/app/prebuilds/linux-arm64/addon.node': library(['libc.so.6'], { machine: 183 }),
      '/app/prebuilds/linux-x64/addon.node': library(['libc.so.6']),
    }
    expect(unresolvedOf(files)).toEqual([])
  })
})

describe('an image made to keep the search busy', () => {
  it('gets a warning instead of an answer', () => {
    const needs = Array.from({ length: 2000 }, (_, index) => `libmissing${index}.so`)
    const programs = Array.from({ length: 600 }, (_, index) => [`/bin/${index}`, program(['libbusy.so'])] as const)
    const files = { ...DEBIAN_GLIBC, '/usr/lib/libbusy.so': library(needs), ...Object.fromEntries(programs) }
    const { elf, unresolved, warnings } = binariesOf(files)
    expect({ elf, unresolved }).toEqual({ elf: 603, unresolved: [] })
    expect(warnings).toEqual([expect.stringContaining('more than 2000000 steps')])
  })
})
