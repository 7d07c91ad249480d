import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasProgram } from '../../fixtures/compress.ts'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { type RuntimeName, type SlimDocument, slim, type VerifyRequest } from '../../src/index.ts'
import { type StartedRuntime, startRuntime } from '../containers/started-runtime.ts'
import { type Files, layerOf } from '../fit/files.ts'
import { compilePrograms, type TestPrograms } from '../fit/programs.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${join(scratch, 'image')}:1.0`
const COMPILERS = ['gcc', 'musl-gcc']
const LIBRARIES = '/usr/lib/x86_64-linux-gnu'
const PLUGIN = '/usr/lib/opener/plugin.so'
/** What the image's command does not need. */
const OTHER = '/usr/bin/other'
/** Opens a library that nothing in the image names. */
const OPENS_PLUGIN: VerifyRequest = { commands: [['/usr/bin/opener', PLUGIN]], requests: [] }

beforeAll(async () => {
  if (!COMPILERS.every(hasProgram) || process.arch !== 'x64') return
  const layers = [
    { files: baseOf(compilePrograms(join(scratch, 'programs'))), createdBy: 'ADD rootfs.tar.xz / # buildkit' },
    { files: { '/srv/app.conf': 'x' }, createdBy: 'COPY app.conf /srv/ # buildkit' },
  ]
  const built = layers.map(async ({ files, createdBy }) => ({ tar: await layerOf(files).build(), createdBy }))
  writeLayout(
    join(scratch, 'image'),
    { config: { Cmd: ['/usr/bin/opener', '/none'] }, layers: await Promise.all(built) },
    '1.0',
  )
})

/** A system with a program that opens what its argument names. */
function baseOf({ opener, plugin, greet, static: other }: TestPrograms): Files {
  const library = (name: string): Buffer => readFileSync(`/lib/x86_64-linux-gnu/${name}`)
  return {
    '/etc/os-release': 'ID=test\nVERSION_ID=1\n',
    '/lib64': { symlink: 'usr/lib64' },
    '/usr/lib64/ld-linux-x86-64.so.2': { symlink: '../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
    [`${LIBRARIES}/ld-linux-x86-64.so.2`]: library('ld-linux-x86-64.so.2'),
    [`${LIBRARIES}/libc.so.6`]: library('libc.so.6'),
    [`${LIBRARIES}/libgreet.so.1`]: greet.old,
    '/lib': { symlink: 'usr/lib' },
    '/usr/bin/opener': opener,
    [PLUGIN]: plugin,
    [OTHER]: other,
  }
}

describe.each<RuntimeName>(['docker', 'podman', 'runc'])('what is slimmed and run by %s', (name) => {
  let started: StartedRuntime | null

  beforeAll(async () => {
    started = await startRuntime(name)
  })

  afterAll(async () => {
    await started?.[Symbol.asyncDispose]()
  })

  beforeEach((context) => {
    for (const program of [...COMPILERS, name === 'docker' ? 'dockerd' : name]) needProgram(context, program)
    need(context, process.arch === 'x64', 'its programs are for x86-64')
    need(context, process.getuid?.() === 0, 'containers are root’s')
    need(context, started !== null, `${name} does not start`)
    need(context, started!.obstacle === null, `${name} ${started!.obstacle}`)
  })

  function slimmed(layout: string, keep: readonly string[], verify: VerifyRequest): Promise<SlimDocument> {
    return slim(IMAGE, `oci:${layout}`, {
      platform: 'linux/amd64',
      env: { ...started!.env, XDG_CACHE_HOME: join(scratch, 'cache') },
      slim: { mode: 'files', baseLayers: 1, keep },
      tool: { name: 'imgpeek', version: '1' },
      verify: { ...verify, runtime: name },
    })
  }

  function fresh(): string {
    return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
  }

  it('is not written where it lacks a library that is only opened while it runs', async () => {
    const layout = fresh()
    const { proof, verification, written } = await slimmed(layout, [], OPENS_PLUGIN)
    expect([proof, written, existsSync(layout)]).toEqual([{ failures: [] }, null, false])
    const [{ verdict, source, result, differences } = expect.fail()] = verification!.commands
    expect([verdict, source.exitCode, result?.exitCode]).toEqual(['differs', 0, 127])
    expect(differences.map((difference) => difference.in)).toEqual(['exit-code', 'stdout', 'stderr'])
    expect(differences[2]!.patch).toMatch(/\n\+\/usr\/lib\/opener\/plugin\.so: cannot open shared object file/)
  })

  it('is written where it has that', async () => {
    const layout = fresh()
    const { verification, written } = await slimmed(layout, [PLUGIN], OPENS_PLUGIN)
    expect(verification).toMatchObject({ runtime: name, commands: [{ verdict: 'same', source: { exitCode: 0 } }] })
    expect([written === null, existsSync(layout)]).toEqual([false, true])
  })

  it('is not written where it lacks a program that is run', async () => {
    const { verification, written } = await slimmed(fresh(), [], { commands: [[OTHER]], requests: [] })
    expect(written).toBeNull()
    expect(verification!.commands).toMatchObject([
      { verdict: 'differs', source: { exitCode: 0 }, result: null, differences: [{ in: 'run', varies: false }] },
    ])
    expect(verification!.commands[0]!.differences[0]!.says).toMatch(
      /^In the result the command could not be started: .*no such file/,
    )
  })
})
