import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type AppOptions, fitApp, type ImageInventory, readImage, tryBase, unpack, withImage } from '../../src/index.ts'
import { add, copyTree, layOver, start } from '../fit/container.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to look at. */
const IMAGES = process.env.IMGPEEK_IMAGES
const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', env: { XDG_CACHE_HOME: join(scratch, 'cache') } }

const ADDON = '/app/node_modules/@node-rs/crc32-linux-x64-gnu/crc32.linux-x64-gnu.node'
const APPS: Readonly<Record<string, AppOptions>> = {
  'scratch-static': {},
  'scratch-dynamic': {},
  'scratch-go': {},
  'app-python': {},
  'app-node': { also: [ADDON] }, // its server loads it before it does anything
  'app-buildah': {},
  'app-umoci': {},
  'app-sins': {},
  'distroless-python3': {},
  'chisel-openssl': {},
}
const BASES = [
  'alpine-3.20',
  'busybox-glibc',
  'busybox-musl',
  'busybox-uclibc',
  'chisel-openssl',
  'chisel-python3',
  'debian-bookworm',
  'debian-bookworm-slim',
  'distroless-base',
  'distroless-base-nossl',
  'distroless-cc',
  'distroless-python3',
  'distroless-static',
] as const

/** An image, and its final filesystem on disk. */
interface Unpacked {
  readonly image: ImageInventory
  readonly root: string
}

const unpacked = new Map<string, Promise<Unpacked>>()

function imageCalled(name: string): Promise<Unpacked> {
  const known = unpacked.get(name) ?? unpackImage(name)
  unpacked.set(name, known)
  return known
}

async function unpackImage(name: string): Promise<Unpacked> {
  const reference = `oci:${join(IMAGES!, name)}`
  const root = join(scratch, name)
  await withImage(reference, OPTIONS, (image) => unpack(image, root, {}))
  return { image: await readImage(reference, OPTIONS), root }
}

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  for (const program of ['runc', 'tar']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'containers are root’s')
})

test.each(Object.keys(APPS).flatMap((app) => BASES.map((base) => [app, base] as const)))(
  '%s starts on %s as the verdict says',
  async (appName, baseName) => {
    const [app, base] = [await imageCalled(appName), await imageCalled(baseName)]
    const fitted = fitApp(app.image, APPS[appName])
    const { verdict, reasons, add: additions } = tryBase(fitted, base.image, { label: baseName })
    const bundle = join(scratch, `${appName} on ${baseName}`)
    const root = join(bundle, 'rootfs')
    copyTree(base.root, root)
    const isFree = (path: string): boolean => !existsSync(join(root, path, '.'))
    const own = fitted.files.filter(({ path, type }) => type !== 'symlink' || isFree(path)).map(({ path }) => path)
    layOver(root, app.root, own)
    const { config } = app.image.config
    const env = [...base.image.config.config.env, ...config.env]
    const process = { ...app.image.config, config: { ...config, env } }
    const before = start(bundle, process)
    add(
      root,
      app.root,
      additions.filter(({ need: when }) => when === 'start'),
    )
    const after = verdict === 'fits-if' ? start(bundle, process) : before
    const expected = { fits: [true, true], 'fits-if': [false, true], 'does-not-fit': [false, false] }[verdict]
    rmSync(bundle, { recursive: true })
    const outputs = [reasons, before.output, after.output]
    expect([verdict, [before.started, after.started], outputs]).toEqual([verdict, expected, outputs])
  },
  60_000,
)
