import { describe, expect, it } from 'vitest'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import type { TestImage } from './image.ts'
import { added, appOn, type Files, glibcBase, MULTIARCH, verdictOf } from './trials.ts'

/** An app of a script, with the program that runs it below. */
function scriptOn(system: Files, interpreter: string, env: readonly string[] = []): TestImage {
  return appOn(glibcBase(system), { '/app/main': 'x' }, { cmd: [interpreter, '/app/main'], env })
}

describe('Python', () => {
  const python = { '/usr/bin/python3.11': program(['libc.so.6'], { functions: ['dlopen'] }) }
  const standardLibrary: Files = {
    '/usr/lib/python3.11/os.py': 'x',
    '/usr/lib/python3.11/encodings/__init__.py': 'x',
    '/usr/lib/python3.11/sitecustomize.py': { symlink: '/etc/python3.11/sitecustomize.py' },
    '/etc/python3.11/sitecustomize.py': 'x',
  }
  const paths = Object.keys(standardLibrary).sort()

  it('comes with its standard library, and what symlinks in it lead to', () => {
    const app = scriptOn({ ...python, ...standardLibrary }, 'python3.11')
    expect(added(verdictOf(app, glibcBase()))).toEqual(['/usr/bin/python3.11', ...paths].sort())
    const result = verdictOf(app, glibcBase(python))
    expect([result.verdict, added(result)]).toEqual(['fits-if', paths])
    expect(result.checks).toContainEqual({
      check: 'runtimeFiles',
      need: 'start',
      outcome: 'add',
      says: ['/usr/bin/python3.11 does not start without its standard library, which the base does not have.'],
    })
    expect(verdictOf(app, glibcBase({ ...python, ...standardLibrary })).verdict).toBe('fits')
  })

  it.each([
    ['below the directory that its program is in', '/opt/python/bin', '/opt/python/lib/python3.12', []],
    ['where Fedora has it', '/usr/bin', '/usr/lib64/python3.12', []],
    ['where PYTHONHOME says', '/usr/local/bin', '/srv/python/lib/python3.12', ['PYTHONHOME=/srv/python']],
    ['further up', '/opt/tools/python/bin', '/opt/lib/python3.12', []],
  ])('is looked at for it %s', (_, bin, directory, env) => {
    const interpreter = `${bin}/python3.12`
    const system = { [interpreter]: program([]), [`${directory}/os.py`]: 'x' }
    expect(added(verdictOf(scriptOn(system, interpreter, env), glibcBase()))).toEqual(
      [interpreter, `${directory}/os.py`].sort(),
    )
  })

  it('without one in its own image is not known to have one', () => {
    expect(verdictOf(scriptOn(python, 'python3.11'), glibcBase())).toMatchObject({
      verdict: 'fits-if',
      unknown: expect.arrayContaining(['Where /usr/bin/python3.11 has its standard library is not known.']),
    })
  })

  it('may import what packages have beside the app, which nobody knows', () => {
    const modules = { '/usr/lib/python3/dist-packages/yaml/__init__.py': 'x' }
    const app = scriptOn({ ...python, ...standardLibrary, ...modules }, 'python3.11')
    const sentence =
      "Whether /usr/bin/python3.11 imports what the app's image has in /usr/lib/python3/dist-packages is not known; " +
      'name what it needs with --also.'
    expect(verdictOf(app, glibcBase()).unknown).toContain(sentence)
    const named = verdictOf(app, glibcBase(), { also: ['/usr/lib/python3/dist-packages'] })
    expect([added(named).filter((path) => path in modules), named.unknown.includes(sentence)]).toEqual([
      Object.keys(modules),
      false,
    ])
  })

  it('that only the health check starts is no reason against a base', () => {
    const healthcheck = { test: ['CMD', 'python3.11', '/app/health.py'] }
    const app = appOn(
      glibcBase({ ...python, ...standardLibrary }),
      { '/app/main': program([]) },
      { cmd: ['/app/main'], healthcheck },
    )
    const result = verdictOf(app, glibcBase(python))
    expect([result.verdict, added(result), added(result, 'later')]).toEqual(['fits', [], paths])
  })

  it('that was brought opens libraries later, whose needs are said', () => {
    const dynload = { '/usr/lib/python3.11/lib-dynload/_ssl.so': library(['libssl.so.3']) }
    const ssl = { [`${MULTIARCH}/libssl.so.3`]: library() }
    const app = scriptOn({ ...python, ...standardLibrary, ...dynload, ...ssl }, 'python3.11')
    expect(added(verdictOf(app, glibcBase()), 'later')).toEqual(Object.keys(ssl))
  })
})

describe('Java', () => {
  const home = '/usr/lib/jvm/java'
  const machine = { [`${home}/lib/server/libjvm.so`]: library(['libstdc++.so.6'], { soname: 'libjvm.so' }) }
  const java = {
    [`${home}/bin/java`]: program(['libc.so.6'], { functions: ['dlopen'] }),
    [`${home}/lib/modules`]: 'x',
    [`${home}/lib/libattach.so`]: library(['libjvm.so']),
    ...machine,
  }
  const cpp = { [`${MULTIARCH}/libstdc++.so.6`]: library() }

  it('opens its virtual machine before it does anything', () => {
    const app = appOn(glibcBase(cpp), java, { cmd: [`${home}/bin/java`] })
    const result = verdictOf(app, glibcBase())
    expect([result.verdict, added(result)]).toEqual(['fits-if', Object.keys(cpp)])
    expect(verdictOf(app, glibcBase(cpp)).verdict).toBe('fits')
    const alone = appOn(glibcBase(), java, { cmd: [`${home}/bin/java`] })
    expect(verdictOf(alone, glibcBase()).reasons).toEqual([
      `${home}/lib/server/libjvm.so needs libstdc++.so.6, which neither the base nor the app's image has.`,
    ])
  })

  it('has it loaded for what it opens later', () => {
    const app = appOn(glibcBase(cpp), java, { cmd: [`${home}/bin/java`] })
    expect(verdictOf(app, glibcBase(cpp)).unknown.filter((sentence) => sentence.includes('libjvm.so'))).toEqual([])
  })

  it('comes with its class library, and not with what is kept beside it', () => {
    const beside = { [`${home}/man/java.1`]: 'x' }
    const app = scriptOn({ ...java, ...cpp, ...beside }, `${home}/bin/java`)
    expect(added(verdictOf(app, glibcBase()))).toEqual([...Object.keys(java), ...Object.keys(cpp)].sort())
  })
})

it('a program that is no runtime starts without files of its own', () => {
  const system = { '/usr/bin/python3.11-config': program([]), '/usr/bin/javac': program([]) }
  for (const name of ['python3.11-config', 'javac']) {
    expect(added(verdictOf(scriptOn(system, `/usr/bin/${name}`), glibcBase()))).toEqual([`/usr/bin/${name}`])
  }
})
