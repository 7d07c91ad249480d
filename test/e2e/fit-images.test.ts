import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type AppOptions, fitApp, type ImageInventory, tryBase, unpack, withImage } from '../../src/index.ts'
import { start } from '../fit/container.ts'
import { add, layOver, linkTree } from '../fit/container-tree.ts'
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
  'busybox-glibc': {},
  'chisel-openssl': {},
  'chisel-python3': {},
  'distroless-python3': {},
}
const BASES = [
  'alpine-3.19',
  'alpine-3.20',
  'busybox-glibc',
  'busybox-musl',
  'busybox-uclibc',
  'chisel-openssl',
  'chisel-python3',
  'debian-bookworm',
  'debian-bookworm-slim',
  'distroless-base',
  'distroless-base-nonroot',
  'distroless-base-nossl',
  'distroless-cc',
  'distroless-python3',
  'distroless-static',
  'distroless-static-debug',
  'distroless-static-nonroot',
  'rpm-sqlite',
  'scratch',
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

function unpackImage(name: string): Promise<Unpacked> {
  const root = join(scratch, name)
  const reference = name === 'scratch' ? name : `oci:${join(IMAGES!, name)}`
  return withImage(reference, OPTIONS, async (image) => {
    await unpack(image, root, {})
    return { image, root }
  })
}

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  needProgram(context, 'runc')
  need(context, process.getuid?.() === 0, 'containers are root’s')
})

describe.concurrent.each(Object.keys(APPS))('%s', (appName) => {
  test.each(BASES)(
    'starts on %s as the verdict says',
    async (baseName) => {
      const [app, base] = [await imageCalled(appName), await imageCalled(baseName)]
      const fitted = fitApp(app.image, APPS[appName])
      const { verdict, reasons, add: additions } = tryBase(fitted, base.image, { label: baseName })
      const bundle = join(scratch, `${appName} on ${baseName}`)
      const root = join(bundle, 'rootfs')
      linkTree(base.root, root)
      layOver(
        root,
        app.root,
        fitted.files.map(({ path }) => path),
      )
      const { config } = app.image.config
      const env = [...base.image.config.config.env, ...config.env]
      const process = { ...app.image.config, config: { ...config, env } }
      const before = await start(bundle, process)
      add(
        root,
        app.root,
        additions.filter(({ need: when }) => when === 'start'),
      )
      const after = verdict === 'fits-if' ? await start(bundle, process) : before
      const expected = { fits: [true, true], 'fits-if': [false, true], 'does-not-fit': [false, false] }[verdict]
      rmSync(bundle, { recursive: true })
      const outputs = [reasons, before.output, after.output]
      expect([verdict, [before.started, after.started], outputs]).toEqual([verdict, expected, outputs])
    },
    60_000,
  )
})
