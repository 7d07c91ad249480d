import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasProgram } from '../../fixtures/compress.ts'
import { writeLayout } from '../../fixtures/image-builder.ts'
import {
  type AppOptions,
  type BaseFit,
  fitApp,
  type ImageInventory,
  readImage,
  tryBase,
  unpack,
  withImage,
} from '../../src/index.ts'
import { type Started, start, whyNoContainers } from '../fit/container.ts'
import { add, layOver, linkTree } from '../fit/container-tree.ts'
import { type Files, layerOf, writeFiles } from '../fit/files.ts'
import { compilePrograms, type TestPrograms } from '../fit/programs.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', cache: false, env: {} }
const PROGRAMS = ['gcc', 'musl-gcc', 'runc']
const MULTIARCH = '/usr/lib/x86_64-linux-gnu'

let programs: TestPrograms
let systems: Systems
let noContainers: string | null = null

beforeAll(async () => {
  if (!PROGRAMS.every(hasProgram) || process.arch !== 'x64' || process.getuid?.() !== 0) return
  programs = compilePrograms(join(scratch, 'programs'))
  systems = systemsOf(programs)
  noContainers = await whyNoContainers()
}, 60_000)

beforeEach((context) => {
  for (const program of PROGRAMS) needProgram(context, program)
  need(context, process.arch === 'x64', 'its programs are for x86-64')
  need(context, process.getuid?.() === 0, 'containers are root’s')
  need(context, noContainers === null, `runc ${noContainers}`)
})

/** Root filesystems, from which bases are made and the lower layers of apps. */
type Systems = Readonly<Record<'empty' | 'glibc' | 'shell' | 'musl' | 'greet' | 'newGreet' | 'foreignGreet', Files>>

function systemsOf({ greet }: TestPrograms): Systems {
  const release = { '/etc/os-release': 'ID=test\nVERSION_ID=1\n' }
  const library = (name: string): Buffer => readFileSync(`/lib/x86_64-linux-gnu/${name}`)
  const glibc: Files = {
    ...release,
    '/lib': { symlink: 'usr/lib' },
    '/lib64': { symlink: 'usr/lib64' },
    '/usr/lib64/ld-linux-x86-64.so.2': { symlink: '../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
    [`${MULTIARCH}/ld-linux-x86-64.so.2`]: library('ld-linux-x86-64.so.2'),
    [`${MULTIARCH}/libc.so.6`]: library('libc.so.6'),
  }
  const libgreet = (bytes: Uint8Array): Files => ({
    [`${MULTIARCH}/libgreet.so.1`]: { symlink: 'libgreet.so.1.0' },
    [`${MULTIARCH}/libgreet.so.1.0`]: bytes,
  })
  return {
    empty: {},
    glibc,
    shell: { ...glibc, '/bin/sh': readFileSync('/bin/sh'), '/usr/bin/env': readFileSync('/usr/bin/env') },
    musl: { ...release, '/lib/ld-musl-x86_64.so.1': readFileSync('/lib/ld-musl-x86_64.so.1') },
    greet: { ...glibc, ...libgreet(greet.old) },
    newGreet: { ...glibc, ...libgreet(greet.new) },
    foreignGreet: { ...glibc, '/usr/lib/libgreet.so.1': greet.musl },
  }
}

/** An app: what its own layer has, above one of the systems, and its config. */
interface AppSpec {
  readonly system: keyof Systems
  readonly own: (programs: TestPrograms) => Files
  readonly config: Readonly<Record<string, unknown>>
  readonly options?: AppOptions
}

const PASSWD = 'root:x:0:0::/:/bin/sh\nkim:x:1000:1000::/:/bin/sh\n'
const COMMAND = { Cmd: ['/app'] }
const SCRIPT = '#!/bin/sh\necho started\n'

const APPS: Readonly<Record<string, AppSpec>> = {
  'static program': { system: 'empty', own: (has) => ({ '/app': has.static }), config: COMMAND },
  'program for glibc, alone': { system: 'empty', own: (has) => ({ '/app': has.glibc }), config: COMMAND },
  'program for glibc': { system: 'glibc', own: (has) => ({ '/app': has.glibc }), config: COMMAND },
  'program for musl, alone': { system: 'empty', own: (has) => ({ '/app': has.musl }), config: COMMAND },
  'program for musl': { system: 'musl', own: (has) => ({ '/app': has.musl }), config: COMMAND },
  'program with a library': { system: 'greet', own: (has) => ({ '/app': has.greeting }), config: COMMAND },
  'program with a library of its own': {
    system: 'glibc',
    own: (has) => ({ '/opt/app/bin/app': has.greetingBeside, '/opt/app/lib/libgreet.so.1': has.greet.old }),
    config: { Entrypoint: ['app'], Env: ['PATH=/opt/app/bin'] },
  },
  'program for a newer library': { system: 'newGreet', own: (has) => ({ '/app': has.patient }), config: COMMAND },
  'program for a newer glibc': { system: 'glibc', own: (has) => ({ '/app': has.futuristic }), config: COMMAND },
  script: { system: 'shell', own: () => ({ '/app': Buffer.from(SCRIPT) }), config: COMMAND },
  'script by env': {
    system: 'shell',
    own: (has) => ({ '/app': Buffer.from('#!/usr/bin/env greet\n'), '/usr/local/bin/greet': has.static }),
    config: COMMAND,
  },
  'command line': {
    system: 'shell',
    own: (has) => ({ '/usr/local/bin/greet': has.glibc }),
    config: { Cmd: ['/bin/sh', '-c', 'cd / && exec greet'] },
  },
  'user by name': {
    system: 'glibc',
    own: (has) => ({ '/app': has.static, '/etc/passwd': PASSWD }),
    config: { ...COMMAND, User: 'kim' },
  },
  'plugin that is named': {
    system: 'greet',
    own: (has) => ({ '/app': has.opener, '/plugins/plugin.so': has.plugin }),
    config: { Cmd: ['/app', '/plugins/plugin.so'] },
    options: { also: ['/plugins'] },
  },
}

const BASES = ['empty', 'glibc', 'shell', 'musl', 'greet', 'newGreet', 'foreignGreet'] as const

/** Verdicts that have to be so; all others are only held against containers. */
const EXPECTED: readonly (readonly [app: string, base: (typeof BASES)[number], verdict: BaseFit['verdict']])[] = [
  ['static program', 'empty', 'fits'],
  ['program for glibc, alone', 'empty', 'does-not-fit'],
  ['program for glibc, alone', 'musl', 'does-not-fit'],
  ['program for glibc', 'glibc', 'fits'],
  ['program for glibc', 'musl', 'fits-if'],
  ['program for musl', 'glibc', 'fits-if'],
  ['program with a library', 'glibc', 'fits-if'],
  ['program with a library', 'newGreet', 'fits'],
  ['program with a library', 'foreignGreet', 'fits-if'],
  ['program for a newer library', 'greet', 'fits-if'],
  ['program for a newer glibc', 'glibc', 'does-not-fit'],
  ['script', 'glibc', 'fits-if'],
  ['user by name', 'glibc', 'fits-if'],
  ['plugin that is named', 'glibc', 'fits-if'],
]

describe.concurrent.each(Object.keys(APPS))('%s', (name) => {
  test.each(BASES)(
    'starts on %s as the verdict says',
    async (baseName) => {
      const spec = APPS[name]!
      const app = await appImage(name, spec)
      const { base, root } = await baseImage(baseName)
      const fit = fitApp(app.image, spec.options)
      const verdict = tryBase(fit, base, { label: baseName })
      const expected = EXPECTED.find(([ofApp, onBase]) => ofApp === name && onBase === baseName)
      if (expected !== undefined) expect([verdict.verdict, verdict.reasons]).toEqual([expected[2], expect.anything()])
      expectTruth(
        verdict,
        await tryInContainers(
          verdict,
          app,
          root,
          fit.files.map(({ path }) => path),
        ),
      )
    },
    30_000,
  )
})

/** How the app starts on a base as it is, and once all is added that the verdict asks for. */
interface Truth {
  readonly before: Started
  readonly after: Started
}

function expectTruth({ verdict, reasons }: BaseFit, { before, after }: Truth): void {
  const truth = { before: before.started, after: after.started }
  const outputs = { reasons, before: before.output, after: after.output }
  const expected = {
    fits: { before: true, after: true },
    'fits-if': { before: false, after: true },
    'does-not-fit': { before: false, after: false },
  }[verdict]
  expect({ verdict, ...truth, outputs }).toEqual({ verdict, ...expected, outputs })
}

let bundles = 0

async function tryInContainers(fit: BaseFit, app: BuiltApp, baseRoot: string, own: readonly string[]): Promise<Truth> {
  const bundle = join(scratch, `bundle-${bundles++}`)
  const root = join(bundle, 'rootfs')
  linkTree(baseRoot, root)
  layOver(root, app.root, own)
  const before = await start(bundle, app.image.config)
  if (fit.verdict !== 'fits-if') return { before, after: before }
  add(
    root,
    app.root,
    fit.add.filter(({ need: when }) => when === 'start'),
  )
  return { before, after: await start(bundle, app.image.config) }
}

interface BuiltApp {
  readonly image: ImageInventory
  /** Its final filesystem on disk. */
  readonly root: string
}

const apps = new Map<string, Promise<BuiltApp>>()

function appImage(name: string, spec: AppSpec): Promise<BuiltApp> {
  const known = apps.get(name) ?? buildApp(name, spec)
  apps.set(name, known)
  return known
}

async function buildApp(name: string, { system, own, config }: AppSpec): Promise<BuiltApp> {
  const directory = join(scratch, `app ${name}`)
  const lower = { files: systems[system], createdBy: 'ADD rootfs.tar.xz / # buildkit' }
  const upper = { files: own(programs), createdBy: 'COPY app / # buildkit' }
  const layers = system === 'empty' ? [upper] : [lower, upper]
  const built = layers.map(async ({ files, createdBy }) => ({ tar: await layerOf(files).build(), createdBy }))
  writeLayout(directory, { config, layers: await Promise.all(built) })
  const image = await readImage(`oci:${directory}`, OPTIONS)
  const root = `${directory} root`
  await withImage(`oci:${directory}`, OPTIONS, (inventory) => unpack(inventory, root, {}))
  return { image, root }
}

const bases = new Map<string, Promise<{ base: ImageInventory; root: string }>>()

function baseImage(name: (typeof BASES)[number]): Promise<{ base: ImageInventory; root: string }> {
  const known = bases.get(name) ?? buildBase(name)
  bases.set(name, known)
  return known
}

async function buildBase(name: (typeof BASES)[number]): Promise<{ base: ImageInventory; root: string }> {
  const root = join(scratch, `base-${name}`)
  writeFiles(root, systems[name])
  return { base: await readImage(`rootfs:${root}`, OPTIONS), root }
}
