import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type ImageInventory, readImage, SLIM_FACTS, type SlimMode, unpack, withImage } from '../../src/index.ts'
import { planSizes } from '../../src/slim/plan-sizes.ts'
import { planSlim } from '../../src/slim/plan-slim.ts'
import type { SlimPlan } from '../../src/slim/slim-plan.ts'
import { start } from '../fit/container.ts'
import { layOver } from '../fit/container-tree.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to look at. */
const IMAGES = process.env.IMGPEEK_IMAGES
const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', env: { XDG_CACHE_HOME: join(scratch, 'cache') }, extraFacts: SLIM_FACTS }
const MODES: readonly SlimMode[] = ['policy', 'packages', 'files']

/** Apps, and what they print. */
const APPS: readonly [name: string, cmd: readonly string[] | undefined, prints: RegExp][] = [
  ['app-python', undefined, /'requests': '2\./],
  ['app-node', ['node', 'server.js', '--check'], /express function crc \d+/],
  ['app-sins', undefined, /hello from pid/],
  ['busybox-glibc', ['busybox', 'id', '-u'], /\b0\n/],
  ['busybox-musl', ['busybox', 'id', '-u'], /\b0\n/],
  ['distroless-python3', ['/usr/bin/python3', '-c', 'import ssl, json; print(ssl.OPENSSL_VERSION)'], /OpenSSL 3/],
  ['chisel-openssl', ['/usr/bin/openssl', 'version'], /OpenSSL 3/],
]

/** The image as if this were its command. */
function withCommand(image: ImageInventory, cmd: readonly string[] | undefined): ImageInventory {
  if (cmd === undefined) return image
  const config = { ...image.config.config, entrypoint: [], cmd }
  return { ...image, config: { ...image.config, config } }
}

/** Lays out what a plan keeps as the root filesystem of a bundle. */
function lay(plan: SlimPlan, from: string, bundle: string): void {
  const root = join(bundle, 'rootfs')
  mkdirSync(root, { recursive: true })
  const kept = [...plan.decisions].flatMap(([{ path }, { keep }]) => (keep ? [path] : []))
  layOver(root, from, kept)
  for (const [path, { content }] of plan.rewritten) writeFileSync(join(root, path), content)
}

/** Without what differs from one run to the next. */
function steady(output: string): string {
  return output.replace(/pid \d+/g, 'pid')
}

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  for (const program of ['runc', 'tar']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'containers are root’s')
})

test.each(APPS)('%s answers as before in every mode', { timeout: 240_000 }, async (name, cmd, prints) => {
  const reference = `oci:${join(IMAGES!, name)}`
  const image = withCommand(await readImage(reference, OPTIONS), cmd)
  const source = join(scratch, name, 'source')
  mkdirSync(source, { recursive: true })
  await withImage(reference, OPTIONS, (opened) => unpack(opened, join(source, 'rootfs'), {}))
  const before = steady((await start(source, image.config)).output)
  expect(before).toMatch(prints)
  for (const mode of MODES) {
    const bundle = join(scratch, name, mode)
    lay(planSlim(image, { mode }), join(source, 'rootfs'), bundle)
    expect(steady((await start(bundle, image.config)).output), mode).toBe(before)
    execFileSync('rm', ['-rf', bundle])
  }
})

test.each([
  ['app-python', 'packages', 0.4],
  ['app-python', 'files', 0.75],
  ['app-node', 'packages', 0.4],
  // The floor of this image is 96 MB of 194: libnode, and ICU and OpenSSL, which it is linked with.
  ['app-node', 'files', 0.46],
] as const)('%s loses enough in mode %s', async (name, mode, share) => {
  const image = await readImage(`oci:${join(IMAGES!, name)}`, OPTIONS)
  const { before, after } = planSizes(planSlim(image, { mode }))
  expect(1 - after.contentBytes / before.contentBytes).toBeGreaterThanOrEqual(share)
})
