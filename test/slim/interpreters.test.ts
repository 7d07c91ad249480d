import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { planSlim } from '../../src/slim/plan-slim.ts'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import { need, needProgram } from '../support/programs.ts'
import { readLayers } from '../support/read-layers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { debianWith, fateOf, planFor } from './plan-of.ts'

const scratch = temporaryDirectory()

/** What a real interpreter does at its start and with a part of its library. */
const MEASURED: Readonly<Record<string, readonly string[]>> = {
  python: ['/usr/bin/python3', '-c', 'import json, ssl, hashlib, decimal, uuid, encodings.idna, zipfile'],
  node: ['/usr/bin/node', '-e', 'require("crypto"); require("http")'],
  ruby: ['/usr/bin/ruby', '-e', 'require "json"; require "socket"; require "openssl"'],
  perl: ['/usr/bin/perl', '-MPOSIX', '-MEncode', '-MTime::Local', '-e', '1'],
  php: ['/usr/bin/php', '-r', 'echo 1;'],
  java: ['/usr/bin/java', '-XshowSettings:all', '-version'],
}

/** What a program of this machine may read of itself, of engines, or of the user who runs the test. */
const NOT_ITS_OWN =
  /^\/(?:proc|sys|dev|run|tmp|root|home)(?:\/|$)|^\/etc\/ld\.so\.|\/locale\/|\/gconv\/|^\/etc\/(?:ssl|hosts|host\.conf|resolv\.conf|gai\.conf)|__pycache__|\/tzdata\.zi$|\/distutils-precedence\.pth$/

/** The files that a command opens when it runs, and all paths that it asks for. */
function tracedPaths(name: string, command: readonly string[]): { opened: string[]; seen: string[] } {
  const log = join(scratch, `${name}.strace`)
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', PYTHONDONTWRITEBYTECODE: '1' }
  const args = ['-f', '-qq', '-e', 'trace=file', '-o', log, ...command]
  execFileSync('strace', args, { env, cwd: scratch, stdio: 'pipe' })
  const opened = new Set<string>()
  const seen = new Set<string>()
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [, call = '', path] = /^\d+\s+(\w+)\([^"]*"(\/[^"]*)"/.exec(line) ?? []
    if (path === undefined || / = -1 /.test(line) || NOT_ITS_OWN.test(path) || !existsSync(path)) continue
    if (NOT_ITS_OWN.test(realpathSync(path))) continue
    seen.add(path)
    if (/^(?:open|openat|execve)$/.test(call) && statSync(path).isFile()) opened.add(path)
  }
  return { opened: [...opened], seen: [...seen] }
}

/** A layer with these paths of this machine, and every symlink on the way to them. Only of binaries the content counts. */
function layerOf(paths: readonly string[]): LayerBuilder {
  const layer = new LayerBuilder().file('etc/os-release', 'ID=debian\n').file('usr/share/unrelated', 'x')
  const added = new Set<string>()
  for (const path of paths) {
    const ahead = path.split('/')
    let directory = '/'
    for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
      const at = join(directory, name)
      const stat = lstatSync(at)
      if (stat.isDirectory()) directory = at
      if (stat.isSymbolicLink()) {
        const target = readlinkSync(at)
        ahead.unshift(...target.split('/'))
        if (target.startsWith('/')) directory = '/'
        if (!added.has(at)) layer.symlink(at.slice(1), target)
      } else if (stat.isFile() && !added.has(at)) {
        layer.file(at.slice(1), binaryAt(at), { mode: stat.mode & 0o7777 })
      }
      added.add(at)
    }
  }
  return layer
}

function binaryAt(path: string): Uint8Array {
  const file = openSync(path, 'r')
  const magic = Buffer.alloc(4)
  readSync(file, magic, 0, 4, 0)
  closeSync(file)
  return magic.toString('latin1') === '\x7fELF' ? readFileSync(path) : Buffer.from('x')
}

const LOADERS = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1']

describe.each(Object.entries(MEASURED))('%s of this machine', (name, command) => {
  beforeEach((context) => {
    needProgram(context, 'strace')
    need(context, existsSync(command[0]!), `${command[0]} is not installed`)
    const traced = spawnSync('strace', ['-o', join(scratch, 'probe'), 'true'])
    need(context, traced.status === 0, 'strace may not trace here')
  })

  it('keeps every file that it opens', { timeout: 120_000 }, async () => {
    const { opened, seen } = tracedPaths(name, command)
    // the kernel opens the loader
    const image = await readLayers(scratch, layerOf([...seen, ...LOADERS.filter((path) => existsSync(path))]), {
      config: { Entrypoint: [command[0]!] },
    })
    const plan = planSlim(image, { mode: 'files', baseLayers: 1 })
    const lost = opened.filter((path) => {
      const node = image.tree.resolve(path)
      return node === undefined || plan.decisions.get(node)?.keep !== true
    })
    expect(opened.length).toBeGreaterThan(2)
    expect(lost).toEqual([])
    expect(fateOf(plan, '/usr/share/unrelated')).toBe('-unneeded')
  })
})

describe('an interpreter', () => {
  const elf = program([])
  const PYTHON = {
    '/usr/bin/python3': { symlink: 'python3.11' },
    '/usr/bin/python3.11': elf,
    '/usr/lib/python3.11/os.py': 'x',
    '/usr/lib/python3.11/idlelib/run.py': 'import tkinter\n',
    '/usr/lib/python3.11/sqlite3/__init__.py': 'import _sqlite3\n',
    '/usr/lib/python3.11/test/test_os.py': 'x',
    '/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so': library(),
    '/usr/lib/python3.11/lib-dynload/_sqlite3.cpython-311-x86_64-linux-gnu.so': library(['libsqlite3.so.0']),
    '/usr/lib/x86_64-linux-gnu/libsqlite3.so.0': library(),
    '/usr/lib/python3.12/os.py': 'of another version',
  }
  const started = (own: Parameters<typeof debianWith>[1], cmd: readonly string[]) =>
    planFor(debianWith(PYTHON, own, { config: { cmd } }))

  it('of Python has its own library, without tests, tools and the modules that nobody imports', () => {
    const plan = started({ '/app.py': 'import os\n' }, ['/usr/bin/python3', '/app.py'])
    expect(fateOf(plan, '/usr/lib/python3.11/os.py')).toBe('python')
    expect(fateOf(plan, '/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so')).toBe('python')
    expect(fateOf(plan, '/usr/lib/python3.11/test/test_os.py')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/lib/python3.11/idlelib/run.py')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/lib/python3.12/os.py')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/lib/x86_64-linux-gnu/libsqlite3.so.0')).toBe('-unneeded')
  })

  it('of Python has modules with libraries of others where a file of the app imports them', () => {
    const plan = started({ '/app.py': 'from sqlite3 import connect\n' }, ['/usr/bin/python3', '/app.py'])
    expect(fateOf(plan, '/usr/lib/x86_64-linux-gnu/libsqlite3.so.0')).toBe('library')
  })

  it('of a virtual environment has its settings and packages, wherever they come from', () => {
    const venv = {
      '/opt/venv/pyvenv.cfg': 'home = /usr/bin\n',
      '/opt/venv/bin/python': { symlink: '/usr/bin/python3' },
      '/opt/venv/lib/python3.11/site-packages/flask/app.py': 'x',
    }
    const image = debianWith({ ...PYTHON, ...venv }, {}, { config: { cmd: ['/opt/venv/bin/python'] } })
    const plan = planFor(image)
    expect(fateOf(plan, '/opt/venv/pyvenv.cfg')).toBe('python')
    expect(fateOf(plan, '/opt/venv/lib/python3.11/site-packages/flask/app.py')).toBe('python')
    expect(fateOf(plan, '/usr/lib/python3.11/os.py')).toBe('python')
  })

  it('of Java has its runtime, and nothing for compilers', () => {
    const home = '/opt/java'
    const files = {
      [`${home}/bin/java`]: elf,
      [`${home}/bin/javac`]: elf,
      [`${home}/lib/modules`]: 'x',
      [`${home}/lib/ct.sym`]: 'x',
      [`${home}/lib/server/libjvm.so`]: library(),
      [`${home}/conf/security/java.security`]: { symlink: '/etc/java/security/java.security' },
      '/etc/java/security/java.security': 'x',
      [`${home}/jmods/java.base.jmod`]: 'x',
    }
    const plan = planFor(debianWith(files, {}, { config: { cmd: [`${home}/bin/java`, '-jar', '/app.jar'] } }))
    for (const path of [`${home}/lib/modules`, `${home}/lib/server/libjvm.so`, `${home}/conf/security/java.security`])
      expect(fateOf(plan, path)).toBe('java')
    expect(fateOf(plan, '/etc/java/security/java.security')).toBe('symlink')
    for (const path of [`${home}/bin/javac`, `${home}/lib/ct.sym`, `${home}/jmods/java.base.jmod`])
      expect(fateOf(plan, path)).toBe('-unneeded')
  })

  it('of .NET has the runtime that a file of the app names, and ICU, which it opens', () => {
    const home = '/usr/share/dotnet'
    const globalization = `${home}/shared/Microsoft.NETCore.App/8.0.1/libSystem.Globalization.Native.so`
    const files = {
      [`${home}/dotnet`]: elf,
      [`${home}/host/fxr/8.0.1/libhostfxr.so`]: library(),
      [globalization]: library(),
      [`${home}/sdk/8.0.1/dotnet.dll`]: 'x',
      '/usr/lib/x86_64-linux-gnu/libicuuc.so.72': library(),
    }
    const own = { '/app/app': elf, '/app/app.runtimeconfig.json': '{}' }
    const plan = planFor(debianWith(files, own, { config: { cmd: ['/app/app'] } }))
    for (const path of [
      `${home}/dotnet`,
      `${home}/host/fxr/8.0.1/libhostfxr.so`,
      globalization,
      '/usr/lib/x86_64-linux-gnu/libicuuc.so.72',
    ])
      expect(fateOf(plan, path)).toBe('dotnet')
    expect(fateOf(plan, `${home}/sdk/8.0.1/dotnet.dll`)).toBe('-unneeded')
  })
})
