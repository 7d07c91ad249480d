import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { readImage, type SlimDocument, type SlimMode, slim, unpack, withImage } from '../../src/index.ts'
import { start } from '../fit/container.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to look at. */
const IMAGES = process.env.IMGPEEK_IMAGES
const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', env: { XDG_CACHE_HOME: join(scratch, 'cache') } }

/** All of them end by themselves; on a busy machine that takes its time. In milliseconds. */
const PATIENCE = 60_000

/** Apps, what they are started with where that is not their own command, and what they print. */
const APPS: Readonly<Record<string, readonly [cmd: readonly string[] | null, prints: RegExp]>> = {
  'app-python': [null, /'requests': '2\./],
  'app-node': [['node', 'server.js', '--check'], /express function crc \d+/],
  'app-sins': [null, /hello from pid/],
  'scratch-go': [null, /\d+\.\d+\.\d+/],
  'scratch-static': [null, /^0 ./],
  'busybox-musl': [['busybox', 'id', '-u'], /\b0\n/],
  'busybox-glibc': [['busybox', 'id', '-u'], /\b0\n/],
  'chisel-openssl': [['/usr/bin/openssl', 'version'], /OpenSSL 3/],
  'distroless-python3': [['/usr/bin/python3.11', '-c', 'import ssl, json; print(ssl.OPENSSL_VERSION)'], /OpenSSL 3/],
}

/** Where they come to stand, and in which modes. */
const SWAPS: readonly (readonly [app: string, base: string, mode: SlimMode])[] = [
  ...inBothModes('app-python', [
    'scratch',
    'distroless-static',
    'distroless-base',
    'distroless-python3',
    'alpine-3.20',
  ]),
  // On Alpine its CRC library takes the ldd there for a sign that it runs on musl.
  ...inBothModes('app-node', ['scratch', 'distroless-cc']),
  ...inBothModes('app-sins', ['distroless-base']),
  ...inBothModes('scratch-go', ['scratch', 'alpine-3.20']),
  ...inBothModes('chisel-openssl', ['scratch']),
  ['app-python', 'debian-bookworm-slim', 'packages'],
  ['app-node', 'debian-bookworm-slim', 'files'],
  ['app-sins', 'busybox-glibc', 'files'],
  ['scratch-go', 'rpm-sqlite', 'files'],
  ['scratch-static', 'scratch', 'packages'],
  ['scratch-static', 'distroless-static', 'packages'],
  ['busybox-musl', 'alpine-3.20', 'files'],
  ['busybox-musl', 'distroless-static', 'files'],
  ['busybox-glibc', 'scratch', 'files'],
  ['chisel-openssl', 'busybox-musl', 'files'],
  ['distroless-python3', 'chisel-openssl', 'files'],
]

function inBothModes(app: string, bases: readonly string[]): (readonly [string, string, SlimMode])[] {
  return bases.flatMap((base) => (['packages', 'files'] as const).map((mode) => [app, base, mode] as const))
}

function named(name: string): string {
  return name === 'scratch' ? name : `oci:${join(IMAGES!, name)}`
}

function swap(app: string, base: string, mode: SlimMode, destination: string): Promise<SlimDocument> {
  return slim(named(app), `oci:${destination}`, {
    ...OPTIONS,
    slim: { mode },
    onto: named(base),
    compression: { format: 'gzip', level: 1 },
    tool: { name: 'imgpeek', version: '1.2.3' },
  })
}

/** What an image prints when a container of it is started. */
async function output(reference: string, name: string, cmd: readonly string[] | null): Promise<string> {
  const bundle = join(scratch, name)
  mkdirSync(bundle, { recursive: true })
  await withImage(reference, OPTIONS, (opened) => unpack(opened, join(bundle, 'rootfs'), {}))
  const { config } = await readImage(reference, OPTIONS)
  const image = cmd === null ? config : { ...config, config: { ...config.config, entrypoint: [], cmd } }
  const { output: said } = await start(bundle, image, PATIENCE)
  rmSync(bundle, { recursive: true })
  return said.replace(/pid \d+/g, 'pid')
}

const before = new Map<string, Promise<string>>()

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  needProgram(context, 'runc')
  need(context, process.getuid?.() === 0, 'containers are root’s')
})

test.each(SWAPS)('%s answers on %s as on its own base, in mode %s', { timeout: 240_000 }, async (app, base, mode) => {
  const [cmd, prints] = APPS[app]!
  const own = before.get(app) ?? output(named(app), app, cmd)
  before.set(app, own)
  expect(await own).toMatch(prints)
  const destination = join(scratch, `${app} on ${base} ${mode}`)
  const { proof, onto, written } = await swap(app, base, mode, destination)
  expect([onto!.verdict, proof]).toEqual([expect.stringMatching(/^fits/), { failures: [] }])
  const sourceLayers = base === 'scratch' ? [] : (await readImage(named(base), OPTIONS)).layers
  expect(written!.layers.slice(0, sourceLayers.length).map(({ digest }) => digest)).toEqual(
    sourceLayers.map(({ layer }) => layer.digest),
  )
  expect(await output(`oci:${destination}`, `${app} on ${base}, ${mode}`, cmd)).toBe(await own)
  rmSync(destination, { recursive: true })
})

describe('what does not fit', () => {
  test.each([
    ['scratch-dynamic', 'alpine-3.20', /needs the loader/],
    ['busybox-glibc', 'distroless-base', /needs GLIBC_2\.38/],
  ])('%s on %s is told, and not written', async (app, base, reason) => {
    const destination = join(scratch, 'nothing')
    const { onto, written } = await swap(app, base, 'files', destination)
    expect([onto!.verdict, written]).toEqual(['does-not-fit', null])
    expect(onto!.reasons.join('\n')).toMatch(reason)
  })
})
