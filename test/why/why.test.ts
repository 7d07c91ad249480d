import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import {
  type ImageInventory,
  type PackageAnswer,
  type PathAnswer,
  UnavailableError,
  UsageError,
  type WhyDocument,
  whyDocument,
} from '../../src/index.ts'
import { elfFile } from '../catalogers/elf/elf-file.ts'
import { fixtureImage } from '../support/image-of.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { readLayers } from '../support/read-layers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const webapp = await fixtureImage('webapp')
const PROGRAM = { mode: 0o755 }

/**
 * A program that finds its library through a symlink and its own search path, scripts, three packages that depend on each other,
 * and paths that come and go.
 */
const small = await readLayers(
  scratch,
  [
    new LayerBuilder()
      .file(
        'var/lib/dpkg/status',
        [deb('tool', 'libdemo1 | libdemo2'), deb('libdemo1', 'demo-data'), deb('demo-data')].join('\n'),
      )
      .file('var/lib/dpkg/info/tool.list', '/.\n/opt\n/opt/bin\n/opt/bin/app\n')
      .file('var/lib/dpkg/info/libdemo1.list', '/.\n/opt\n/opt/lib\n/opt/lib/libdemo.so.1\n/opt/lib/libdemo.so.1.0\n')
      .file('var/lib/dpkg/info/demo-data.list', '/.\n/opt\n/opt/share\n/opt/share/data\n')
      .file('opt/bin/app', elfFile('app-rpath'), PROGRAM)
      .symlink('opt/lib/libdemo.so.1', 'libdemo.so.1.0')
      .file('opt/lib/libdemo.so.1.0', elfFile('libdemo.so.1'))
      .file('opt/share/data', 'data')
      .file('etc/gone', 'one'),
    new LayerBuilder()
      .file('run.sh', '#!/opt/bin/app -x\n', PROGRAM)
      .file('again.sh', '#!/usr/bin/env run\n', PROGRAM)
      .symlink('usr/bin/run', '/run.sh')
      .file('etc/gone', 'two')
      .hardlink('opt/share/other', 'opt/share/data'),
    new LayerBuilder().whiteout('etc/gone'),
  ],
  { config: { Entrypoint: ['/run.sh'] } },
)

function deb(name: string, depends?: string): string {
  const fields = [`Package: ${name}`, 'Status: install ok installed', 'Version: 1', 'Architecture: amd64']
  return `${[...fields, ...(depends === undefined ? [] : [`Depends: ${depends}`])].join('\n')}\n`
}

function why(query: string, image: ImageInventory = small): WhyDocument {
  return whyDocument(image, query)
}

function pathAnswer(query: string, image?: ImageInventory): PathAnswer {
  const [answer, ...others] = why(query, image).answers
  if (answer?.kind !== 'path' || others.length > 0) throw new Error(`${query} is not one path`)
  return answer
}

function packageAnswer(query: string, image?: ImageInventory): PackageAnswer {
  const [answer, ...others] = why(query, image).answers
  if (answer?.kind !== 'package' || others.length > 0) throw new Error(`${query} is not one package`)
  return answer
}

/** A chain as `kind what`. */
function chain({ chain: steps }: PathAnswer | PackageAnswer): string[] | undefined {
  return steps?.map(({ kind, path, package: found }) => `${kind} ${path ?? found?.name}`)
}

describe('the answer', () => {
  it.each(['/opt/lib/libdemo.so.1', 'tool', '/etc/gone', '/opt', '/'])('is as published: %s', (query) => {
    expect(schemaErrors('why', why(query))).toEqual([])
  })

  it.each(['busybox', '/usr/local/bin/healthcheck', 'libc.so.6', '/tmp/packages', '/bin/sh'])(
    'about a real image is as published: %s',
    (query) => {
      expect(schemaErrors('why', why(query, webapp))).toEqual([])
    },
  )
})

describe('what a name means', () => {
  const meanings = (query: string, image?: ImageInventory): string[] =>
    why(query, image).answers.map((answer) =>
      answer.kind === 'package' ? `package ${answer.name}` : `${answer.askedAs} ${answer.path}`,
    )

  it.each([
    ['tool', ['package tool']],
    ['pkg:deb/debian/tool@1?arch=amd64', ['package tool']],
    ['libdemo.so.1', ['library /opt/lib/libdemo.so.1.0']],
    ['libdemo.so.1.0', ['library /opt/lib/libdemo.so.1.0']],
    ['libdemo', ['library /opt/lib/libdemo.so.1.0']],
    ['/opt/lib/libdemo.so.1', ['path /opt/lib/libdemo.so.1']],
    ['opt//bin/../bin/app', ['path /opt/bin/app']],
    ['run', ['program /usr/bin/run']],
    ['/etc/gone', ['path /etc/gone']],
  ])('%s', (query, expected) => {
    expect(meanings(query)).toEqual(expected)
  })

  it('is answered for each where there are several', async () => {
    const image = await readLayers(
      scratch,
      new LayerBuilder()
        .file('var/lib/dpkg/status', deb('libdemo'))
        .file('libdemo', 'a file')
        .file('lib/libdemo.so', elfFile('libdemo.so.1')),
    )
    expect(meanings('libdemo', image)).toEqual(['package libdemo', 'path /libdemo', 'library /lib/libdemo.so'])
  })

  it('is the real path below symlinked directories', () => {
    expect(meanings('/bin/busybox', webapp)).toEqual(['path /usr/bin/busybox'])
  })

  it('is nothing where the image has no such thing, and says what is near', () => {
    expect(() => why('libdmeo1')).toThrow(UnavailableError)
    expect(() => why('libdmeo1')).toThrow(/did you mean “libdemo1”/)
    expect(() => why('libde')).toThrow(/“libdemo1”/)
    expect(() => why('/opt/bin/ap')).toThrow(/“\/opt\/bin\/app”/)
    expect(() => why('/usr/lib/data')).toThrow(/“\/opt\/share\/data”/)
    expect(() => why('qqqqqqqqqqq')).toThrow(/is called “qqqqqqqqqqq”\.$/)
    expect(() => why('libc.so.6')).toThrow(/needed by \/opt\/bin\/app/)
  })

  it('must not be empty', () => {
    expect(() => why('')).toThrow(UsageError)
  })
})

describe('a path', () => {
  it('comes with the layers that wrote it, also those that a later one hides', () => {
    const { visible, versions } = pathAnswer('/usr/local/bin/healthcheck', webapp)
    expect(visible).toBe(true)
    expect(versions.map(({ layer, instruction, gone }) => [layer, instruction, gone?.kind, gone?.layer])).toEqual([
      [6, 'COPY healthcheck /usr/local/bin/', 'overwritten', 8],
      [8, 'RUN chmod u+s /usr/local/bin/healthcheck', undefined, undefined],
    ])
  })

  it('that is gone comes with what took it away', () => {
    const { visible, bytes, versions, owners, chain } = pathAnswer('/etc/gone')
    expect({ visible, bytes, owners, chain }).toEqual({ visible: false, bytes: 3, owners: [], chain: null })
    expect(versions.map(({ layer, gone }) => [layer, gone?.kind, gone?.layer])).toEqual([
      [0, 'overwritten', 1],
      [1, 'deleted', 2],
    ])
  })

  it('comes with what names it: programs, libraries, scripts and symlinks', () => {
    const needs = (query: string): string[] =>
      pathAnswer(query).neededBy.files.map(({ path, kind, says, target }) => `${path} ${kind} ${says} ${target}`)
    expect(needs('/opt/lib/libdemo.so.1.0')).toEqual([
      '/opt/bin/app library libdemo.so.1 /opt/lib/libdemo.so.1.0',
      '/opt/lib/libdemo.so.1 symlink libdemo.so.1.0 /opt/lib/libdemo.so.1.0',
    ])
    expect(needs('/opt/bin/app')).toEqual(['/run.sh shebang /opt/bin/app /opt/bin/app'])
    expect(needs('/run.sh')).toEqual(['/again.sh shebang run /run.sh', '/usr/bin/run symlink /run.sh /run.sh'])
  })

  it('that is a symlink is needed by what passes over it', () => {
    const { linkTarget, leadsTo, neededBy } = pathAnswer('/opt/lib/libdemo.so.1')
    expect([linkTarget, leadsTo]).toEqual(['libdemo.so.1.0', '/opt/lib/libdemo.so.1.0'])
    expect(neededBy.files.map(({ path }) => path)).toEqual(['/opt/bin/app'])
  })

  it('comes with its package, and with the packages that depend on that', () => {
    const { owners, neededBy } = pathAnswer('/opt/lib/libdemo.so.1.0')
    expect(owners.map(({ name }) => name)).toEqual(['libdemo1'])
    expect(neededBy.packages.map(({ name, requires }) => [name, requires])).toEqual([['tool', ['libdemo1 | libdemo2']]])
  })

  it('comes with the chain from the entrypoint, by first lines, libraries and loaders', () => {
    expect(chain(pathAnswer('/opt/lib/libdemo.so.1.0'))).toEqual([
      'entrypoint /run.sh',
      'shebang /opt/bin/app',
      'library /opt/lib/libdemo.so.1.0',
    ])
    expect(chain(pathAnswer('libc.so.6', webapp))).toEqual([
      'entrypoint /usr/bin/busybox',
      'library /usr/lib/x86_64-linux-gnu/libc.so.6',
    ])
    expect(chain(pathAnswer('/usr/local/bin/healthcheck', webapp))).toEqual(['healthcheck /usr/local/bin/healthcheck'])
    expect(chain(pathAnswer('/again.sh'))).toBeUndefined()
  })

  it('that nothing names is led to by packages and what they depend on', () => {
    expect(chain(pathAnswer('/opt/share/data'))).toEqual([
      'entrypoint /run.sh',
      'shebang /opt/bin/app',
      'library /opt/lib/libdemo.so.1.0',
      'owner libdemo1',
      'dependency demo-data',
      'content /opt/share/data',
    ])
  })

  it('comes with what would break, and with what would be of no use', () => {
    const { breaks, orphans } = pathAnswer('/opt/bin/app').removal
    expect(breaks).toEqual({ packages: [], files: ['/again.sh', '/run.sh'] })
    expect(orphans.packages.map(({ name }) => name)).toEqual(['demo-data', 'libdemo1'])
  })

  it('outside of packages comes with the libraries that only it loads', async () => {
    const image = await readLayers(
      scratch,
      new LayerBuilder()
        .file('opt/bin/app', elfFile('app-rpath'), PROGRAM)
        .symlink('opt/lib/libdemo.so.1', 'libdemo.so.1.0')
        .file('opt/lib/libdemo.so.1.0', elfFile('libdemo.so.1')),
      { config: { Cmd: ['app'] } },
    )
    expect(pathAnswer('/opt/bin/app', image).removal.orphans.files).toEqual([
      { path: '/opt/lib/libdemo.so.1.0', bytes: elfFile('libdemo.so.1').length },
    ])
    const shared = await readLayers(
      scratch,
      new LayerBuilder()
        .file('opt/bin/app', elfFile('app-rpath'), PROGRAM)
        .file('opt/bin/other', Buffer.concat([elfFile('app-rpath'), Buffer.of(0)]), PROGRAM)
        .file('opt/lib/libdemo.so.1', elfFile('libdemo.so.1')),
    )
    expect(pathAnswer('/opt/bin/app', shared).removal.orphans.files).toEqual([])
  })

  it('outside of packages comes with the packages whose libraries only it loads', async () => {
    const image = await readLayers(
      scratch,
      new LayerBuilder()
        .file(
          'var/lib/dpkg/status',
          [deb('meta', 'libdemo1'), deb('libdemo1', 'demo-data'), deb('demo-data')].join('\n'),
        )
        .file('var/lib/dpkg/info/libdemo1.list', '/.\n/opt/lib/libdemo.so.1\n')
        .file('opt/bin/app', elfFile('app-rpath'), PROGRAM)
        .file('opt/lib/libdemo.so.1', elfFile('libdemo.so.1')),
    )
    expect(pathAnswer('/opt/bin/app', image).removal.orphans.packages).toEqual([])
    expect(packageAnswer('meta', image).removal.orphans.packages).toEqual([])
    expect(packageAnswer('libdemo1', image).removal.orphans.packages.map(({ name }) => name)).toEqual(['demo-data'])
  })

  it('with several names comes with the others', () => {
    expect(pathAnswer('/opt/share/other').otherNames).toEqual(['/opt/share/data'])
  })

  it('that is a directory is all that is in it', () => {
    const { files, bytes, neededBy, removal } = pathAnswer('/opt/lib')
    expect([files, bytes]).toEqual([1, elfFile('libdemo.so.1').length])
    expect(neededBy.files.map(({ path }) => path)).toEqual(['/opt/bin/app'])
    expect(removal.breaks.files).toEqual(['/again.sh', '/opt/bin/app', '/run.sh'])
  })

  it('of a chisel package comes with the slice', async () => {
    const lines = [
      '{"jsonwall":"1.0","schema":"1.0","count":5}',
      '{"kind":"content","slice":"demo_bins","path":"/bin/app"}',
      '{"kind":"content","slice":"demo_config","path":"/etc/app.conf"}',
      '{"kind":"package","name":"demo","version":"1","arch":"amd64"}',
      '{"kind":"slice","name":"demo_bins"}',
    ]
    const image = await readLayers(
      scratch,
      new LayerBuilder()
        .symlink('bin', 'usr/bin')
        .file('usr/bin/app', 'x', PROGRAM)
        .file('var/lib/chisel/manifest.wall', zstdCompressSync(`${lines.join('\n')}\n`)),
    )
    expect(pathAnswer('/bin/app', image).owners).toMatchObject([{ name: 'demo', slices: ['bins'] }])
    expect(packageAnswer('demo_bins', image)).toMatchObject({ name: 'demo', slices: ['bins', 'config'] })
  })
})

describe('a package', () => {
  it('comes with its layer, what needs it, and the chain to it', () => {
    const answer = packageAnswer('libc6', webapp)
    expect(answer).toMatchObject({ layer: 0, instruction: 'ADD rootfs.tar.xz /', database: '/var/lib/dpkg/status' })
    expect(answer.neededBy.packages.map(({ name }) => name)).toEqual(['busybox', 'libgcc-s1'])
    const libraries = answer.neededBy.files.filter(({ path }) => path === '/usr/bin/busybox').map(({ kind }) => kind)
    expect(new Set(libraries)).toEqual(new Set(['library', 'interpreter']))
    expect(chain(answer)?.at(-1)).toBe('owner libc6')
  })

  it('comes with what would break, unless something else will do', () => {
    expect(packageAnswer('demo-data').removal.breaks.packages.map(({ name }) => name)).toEqual(['libdemo1', 'tool'])
    expect(packageAnswer('libdemo1').removal).toMatchObject({
      breaks: { packages: [{ name: 'tool' }], files: ['/again.sh', '/opt/bin/app', '/run.sh'] },
      orphans: { packages: [{ name: 'demo-data' }] },
    })
  })

  it('does not take along what files outside of packages use', async () => {
    const image = await readLayers(
      scratch,
      new LayerBuilder()
        .file('var/lib/dpkg/status', [deb('meta', 'shell, unused'), deb('shell'), deb('unused')].join('\n'))
        .file('var/lib/dpkg/info/shell.list', '/.\n/bin\n/bin/sh\n')
        .file('bin/sh', elfFile('start-static'), PROGRAM)
        .file('app', '#!/bin/sh\n', PROGRAM),
    )
    expect(packageAnswer('meta', image).removal.orphans.packages.map(({ name }) => name)).toEqual(['unused'])
  })

  it('of which several layers wrote files says how many', () => {
    const answer = packageAnswer('ca-certificates', webapp)
    expect(answer.writtenBy.map(({ layer }) => layer)).toEqual([3])
    expect(answer.writtenBy[0]).toMatchObject({ files: answer.files, bytes: answer.installedBytes })
  })
})
