import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graphOf, packagesOf, resolutions } from './package-of.ts'

describe('dependencies of Debian packages', () => {
  it('lead to packages by name, whatever version and architecture they ask for', () => {
    const found = resolutions('deb', {
      app: { dependencies: ['libc6 (>= 2.36)', 'python3:any (>= 3.11~)', 'tool [amd64]', 'absent'] },
      libc6: {},
      python3: {},
      tool: {},
    })
    expect(found).toEqual({
      app: ['libc6 (>= 2.36) → libc6', 'python3:any (>= 3.11~) → python3', 'tool [amd64] → tool', 'absent → -'],
    })
  })

  it('lead to every installed alternative, because any of them will do', () => {
    const given = { app: { dependencies: ['a (>= 2) | b | c'] }, a: {}, c: {} }
    expect(resolutions('deb', given)).toEqual({ app: ['a (>= 2) | b | c → a, c'] })
  })

  it('lead to what provides a virtual package', () => {
    const given = { 'base-files': { dependencies: ['awk'] }, mawk: { provides: ['awk'] }, gawk: { provides: ['awk'] } }
    expect(resolutions('deb', given)).toEqual({ 'base-files': ['awk → mawk, gawk'] })
  })

  it('with a version are not satisfied by what is provided without one (Debian Policy 7.5)', () => {
    const given = {
      app: { dependencies: ['libgcc1 (>= 1:3.0)', 'abi (>= 1)'] },
      'libgcc-s1': { provides: ['libgcc1 (= 1:12.2.0-14)'] },
      other: { provides: ['abi'] },
    }
    expect(resolutions('deb', given)).toEqual({ app: ['libgcc1 (>= 1:3.0) → libgcc-s1', 'abi (>= 1) → -'] })
  })

  it('on a library lead to that of the own architecture, on a package for all to that one', () => {
    const packages = [
      ...packagesOf('deb', { libc6: { architecture: 'amd64', purl: 'amd64' } }),
      ...packagesOf('deb', { libc6: { architecture: 'i386', purl: 'i386' } }),
      ...packagesOf('deb', { app: { architecture: 'i386', dependencies: ['libc6', 'data'] } }),
      ...packagesOf('deb', { data: { architecture: 'all', purl: 'all' } }),
    ]
    const graph = graphOf(packages)
    expect(Array.from(graph.dependenciesOf(packages[2]!).keys(), ({ purl }) => purl)).toEqual(['i386', 'all'])
  })
})

describe('dependencies of apk packages', () => {
  it('lead to packages, libraries, commands and paths that packages provide', () => {
    const found = resolutions('apk', {
      app: { dependencies: ['musl>=1.2', 'so:libz.so.1', 'cmd:wget', 'pc:zlib>=1.2', '/bin/sh', 'zlib~1.3@edge'] },
      musl: { provides: ['so:libc.musl-x86_64.so.1=1'] },
      zlib: { provides: ['so:libz.so.1=1.3.1', 'pc:zlib=1.3.1'] },
      'busybox-binsh': { provides: ['/bin/sh', 'cmd:wget=1.36.1-r29'] },
    })
    expect(found).toEqual({
      app: [
        'musl>=1.2 → musl',
        'so:libz.so.1 → zlib',
        'cmd:wget → busybox-binsh',
        'pc:zlib>=1.2 → zlib',
        '/bin/sh → busybox-binsh',
        'zlib~1.3@edge → zlib',
      ],
    })
  })

  it('on a path that none provides lead to the package that owns it', () => {
    const given = { app: { dependencies: ['/sbin/tool'] }, tools: { paths: ['/sbin', '/sbin/tool'] } }
    expect(resolutions('apk', given)).toEqual({ app: ['/sbin/tool → tools'] })
  })
})

describe('dependencies of rpm packages', () => {
  it('lead to capabilities, and to owners of paths also below symlinks', () => {
    const given = {
      app: { dependencies: ['libc.so.6(GLIBC_2.34)(64bit)', '/bin/sh', '/etc/passwd', 'font(:lang=de)'] },
      glibc: { provides: ['glibc', 'libc.so.6(GLIBC_2.34)(64bit)'] },
      bash: { paths: ['/usr/bin/sh'] },
      setup: { paths: ['/etc/passwd'] },
    }
    const files = { '/bin': { symlink: 'usr/bin' }, '/usr/bin/sh': 'x' }
    expect(resolutions('rpm', given, files)).toEqual({
      app: ['libc.so.6(GLIBC_2.34)(64bit) → glibc', '/bin/sh → bash', '/etc/passwd → setup', 'font(:lang=de) → -'],
    })
  })

  it('on itself are none', () => {
    const given = {
      app: { dependencies: ['config(app)', 'libapp.so()(64bit)'], provides: ['config(app)', 'libapp.so()(64bit)'] },
    }
    expect(resolutions('rpm', given)).toEqual({})
  })

  it.each([
    ['(a or b)', 'a, b'],
    ['(a if c)', 'a'],
    ['(a >= 1.0 if (c or d) else b)', 'a, b'],
    ['(a and (b or c))', 'a, b, c'],
    ['(lib.so()(64bit) with x)', 'lib'],
    ['(a unless b)', 'a'],
    ['(a without b)', 'a'],
    ['(((', '-'],
  ])('that are boolean: %s', (stated, satisfiedBy) => {
    const given = {
      app: { dependencies: [stated] },
      a: {},
      b: {},
      c: {},
      d: {},
      lib: { provides: ['lib.so()(64bit)'] },
    }
    expect(resolutions('rpm', given)).toEqual({ app: [`${stated} → ${satisfiedBy}`] })
  })
})

describe('dependencies of npm packages', () => {
  const at = (directory: string, dependencies: readonly string[] = []) => ({
    database: `${directory}/package.json`,
    dependencies,
    purl: directory,
  })
  const targets = (packages: ReturnType<typeof packagesOf>, files: Parameters<typeof graphOf>[1]): string[][] => {
    const graph = graphOf(packages, files)
    return packages.map((found) => Array.from(graph.dependenciesOf(found).keys(), ({ purl }) => purl))
  }

  it('lead to the nearest node_modules that has the name, as Node.js looks it up', () => {
    const packages = [
      ...packagesOf('npm', { a: at('/app/node_modules/a', ['b@^1', '@s/c@*']) }),
      ...packagesOf('npm', { b: at('/app/node_modules/a/node_modules/b', ['@s/c@^2']) }),
      ...packagesOf('npm', { b: at('/app/node_modules/b') }),
      ...packagesOf('npm', { '@s/c': at('/node_modules/@s/c', ['b@^1']) }),
    ]
    const files = Object.fromEntries(packages.map(({ database }) => [database, '{}']))
    expect(targets(packages, files)).toEqual([
      ['/app/node_modules/a/node_modules/b', '/node_modules/@s/c'],
      ['/node_modules/@s/c'],
      [],
      [],
    ])
  })

  it('lead through the symlinks of pnpm', () => {
    const store = '/app/node_modules/.pnpm'
    const packages = [
      ...packagesOf('npm', { a: at(`${store}/a@1/node_modules/a`, ['b@^1']) }),
      ...packagesOf('npm', { b: at(`${store}/b@1/node_modules/b`) }),
    ]
    const files = {
      ...Object.fromEntries(packages.map(({ database }) => [database, '{}'])),
      [`${store}/a@1/node_modules/b`]: { symlink: '../../b@1/node_modules/b' },
    }
    expect(targets(packages, files)).toEqual([[`${store}/b@1/node_modules/b`], []])
  })

  it('lead to where Debian has its modules', () => {
    const packages = [
      ...packagesOf('npm', { a: at('/usr/share/nodejs/a', ['b@1']) }),
      ...packagesOf('npm', { b: at('/usr/lib/x86_64-linux-gnu/nodejs/b') }),
    ]
    const files = Object.fromEntries(packages.map(({ database }) => [database, '{}']))
    expect(targets(packages, files)).toEqual([['/usr/lib/x86_64-linux-gnu/nodejs/b'], []])
  })
})

describe('dependencies of other packages', () => {
  it('lead to the same manager’s package of the name', () => {
    const given = { rails: { dependencies: ['rack (>= 2, < 4)', 'rake'] }, rack: {} }
    expect(resolutions('gem', given)).toEqual({ rails: ['rack (>= 2, < 4) → rack', 'rake → -'] })
  })

  it('of Python are told apart as PEP 503 does', () => {
    const given = { app: { dependencies: ['Typing.Extensions>=4; python_version < "3.11"'] }, typing_extensions: {} }
    expect(resolutions('pypi', given)).toEqual({
      app: ['Typing.Extensions>=4; python_version < "3.11" → typing_extensions'],
    })
  })

  it('lead to the environment that they stand in, where there are several', () => {
    const packages = [
      ...packagesOf('pypi', { flask: { dependencies: ['click'], database: '/venv/lib/site-packages/flask/METADATA' } }),
      ...packagesOf('pypi', { click: { purl: 'system', database: '/usr/lib/python3/dist-packages/click/METADATA' } }),
      ...packagesOf('pypi', { click: { purl: 'venv', database: '/venv/lib/site-packages/click/METADATA' } }),
    ]
    expect(Array.from(graphOf(packages).dependenciesOf(packages[0]!).keys(), ({ purl }) => purl)).toEqual(['venv'])
  })

  it('do not cross from one manager to another', () => {
    const packages = [...packagesOf('deb', { a: { dependencies: ['b'] } }), ...packagesOf('npm', { b: {} })]
    expect(graphOf(packages).dependenciesOf(packages[0]!).size).toBe(0)
  })
})

describe('a dependency graph', () => {
  it('has each dependent of a package once', () => {
    const packages = packagesOf('deb', { a: { dependencies: ['b', 'b (>= 1)', 'v'] }, b: { provides: ['v'] } })
    const graph = graphOf(packages)
    expect(Array.from(graph.dependentsOf(packages[1]!), ({ name }) => name)).toEqual(['a'])
    expect(
      graph
        .dependenciesOf(packages[0]!)
        .get(packages[1]!)
        ?.map(({ stated }) => stated),
    ).toEqual(['b', 'b (>= 1)', 'v'])
  })

  it('does not grow with the square of packages that all provide the same', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `p${i}`)
    const given = Object.fromEntries(names.map((name) => [name, { provides: ['x'], dependencies: ['x'] }]))
    const packages = packagesOf('apk', given)
    const graph = graphOf(packages)
    const edges = packages.reduce((sum, found) => sum + graph.dependenciesOf(found).size, 0)
    expect(edges).toBeLessThan(200_000)
  })

  it.each(['deb', 'apk', 'rpm', 'npm', 'pypi'] as const)('takes whatever a database of %s says', (type) => {
    const word = fc.oneof(fc.constantFrom('a', '(', ')', ' or ', ' if ', '|', '>=', ':', '/', '@', '['), fc.string())
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (dependencies, provides) => {
        const packages = packagesOf(type, { a: { dependencies }, b: { provides } })
        const graph = graphOf(packages)
        expect(graph.requirementsOf(packages[0]!).length).toBeLessThanOrEqual(dependencies.length)
        expect(graph.dependentsOf(packages[1]!).size).toBeLessThanOrEqual(1)
      }),
    )
  })
})
