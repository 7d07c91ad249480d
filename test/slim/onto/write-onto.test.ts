import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ImageSpec, writeLayout } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import {
  type ImageInventory,
  readImage,
  type SlimDocument,
  type SlimRequest,
  slim,
  withImage,
} from '../../../src/index.ts'
import { committedLayout } from '../../e2e/support/committed-images.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS = { env: { XDG_CACHE_HOME: join(scratch, 'cache') }, platform: 'linux/amd64' }
const TOOL = { name: 'imgpeek', version: '1.2.3' }
const WEBAPP = `oci:${committedLayout('webapp')}`
const STATIC = `oci:${committedLayout('static')}`

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

/** A base with an Alpine package database, an account, and nothing to run. */
async function baseOf(spec: Partial<ImageSpec> = {}): Promise<string> {
  const layers = [
    new LayerBuilder()
      .directory('etc', { mode: 0o755 })
      .file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME="Alpine Linux v3.20"\n')
      .file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh')
      .file('etc/group', 'root:x:0:\n')
      .symlink('srv', 'var/srv')
      .directory('var/srv', { mode: 0o755 }),
    new LayerBuilder().file('lib/apk/db/installed', 'P:musl\nV:1.2.5-r0\nA:x86_64\n\n').file('gone', 'x'),
    new LayerBuilder().whiteout('gone'),
  ]
  const built = await Promise.all(layers.map((layer) => layer.build()))
  return `oci:${
    writeLayout(fresh(), {
      layers: built.map((tar, index) => ({ tar, createdBy: `base step ${index}` })),
      config: { Env: ['PATH=/base', 'OF_BASE=1'], User: '65532', Labels: { maintainer: 'base' }, Cmd: ['/nothing'] },
      ...spec,
    }).directory
  }`
}

interface Written {
  readonly document: SlimDocument
  readonly image: ImageInventory
  readonly config: { readonly config: Record<string, unknown>; readonly history: readonly Record<string, unknown>[] }
  readonly annotations: Readonly<Record<string, string>>
}

async function put(source: string, base: string, request: Partial<SlimRequest> = {}): Promise<Written> {
  const destination = `oci:${fresh()}`
  const all = { ...OPTIONS, slim: { mode: 'files' }, tool: TOOL, ...request } as const
  const document = await slim(source, destination, { ...all, onto: base })
  expect(document.proof).toEqual({ failures: [] })
  return withImage(destination, OPTIONS, async (image, open) => ({
    document,
    image,
    config: JSON.parse(new TextDecoder().decode((await open.rawConfig())!)),
    annotations: (await open.manifest())!.annotations,
  }))
}

const digestsOf = ({ layers }: ImageInventory): (string | null)[] => layers.map(({ layer }) => layer.digest)

describe('an image on another base', () => {
  it('has the layers of the base as they are, then dependencies, the app and what describes it', async () => {
    const base = await baseOf()
    const below = await readImage(base, OPTIONS)
    const { image, document } = await put(WEBAPP, base)
    expect(digestsOf(image).slice(0, 3)).toEqual(digestsOf(below))
    expect(document.written!.layers.map(({ role, reuses }) => [role, reuses])).toEqual([
      ['base', 0],
      ['base', 1],
      ['base', 2],
      ['dependencies', null],
      ['app', null],
      ['metadata', null],
    ])
    for (const { path, type, mode, sha256 } of below.tree.nodes()) {
      const isWrittenAnew = path === '/etc/passwd' || path === '/etc/group'
      expect(image.tree.get(path)).toMatchObject(isWrittenAnew ? { type } : { type, mode, sha256 })
    }
    expect(image.tree.get('/gone')).toBeUndefined()
  })

  it('finds its way through symlinks of the base', async () => {
    const { image } = await put(WEBAPP, await baseOf())
    expect(image.tree.get('/srv')).toMatchObject({ type: 'symlink' })
    expect(image.tree.get('/var/srv/www/index.html')).toMatchObject({ type: 'file' })
    expect(image.binaries.entrypoint?.unresolved).toEqual([])
  })

  it('starts as the app did, with what the base sets and the app does not', async () => {
    const source = (await readImage(WEBAPP, OPTIONS)).config.config
    const { config, image } = await put(WEBAPP, await baseOf())
    expect(image.config.config).toMatchObject({
      entrypoint: source.entrypoint,
      cmd: source.cmd,
      user: source.user,
      workingDir: source.workingDir,
      env: ['OF_BASE=1', ...source.env],
    })
    expect(config.config.Labels).not.toHaveProperty('maintainer', 'base')
    expect(config.history.map((step) => step.created_by)).toEqual([
      'base step 0',
      'base step 1',
      'base step 2',
      ...['dependencies', 'app', 'metadata'].map((role) => `imgpeek slim --mode files --onto # ${role}`),
    ])
  })

  it('says what it was made of', async () => {
    const base = await baseOf()
    const [source, below] = [await readImage(WEBAPP, OPTIONS), await readImage(base, OPTIONS)]
    const labels = {
      'imgpeek.slim.source': source.descriptor!.digest,
      'imgpeek.slim.mode': 'files',
      'imgpeek.slim.version': '1.2.3',
      'org.opencontainers.image.base.digest': below.descriptor!.digest,
    }
    const { annotations, config } = await put(WEBAPP, base)
    expect(annotations).toMatchObject(labels)
    expect(config.config.Labels).toMatchObject(labels)
    expect(annotations).not.toHaveProperty('org.opencontainers.image.base.name')
  })

  it('states the packages of the base and those that were added, each in its own database', async () => {
    const { image, document } = await put(WEBAPP, await baseOf())
    const names = image.packages.map(({ type, name }) => `${type} ${name}`)
    expect(names).toContain('apk musl')
    expect(names).toEqual(expect.arrayContaining(['deb libc6', 'deb busybox']))
    expect(document.onto!.packages.map(({ name }) => name)).toContain('libc6')
    expect(image.os?.id).toBe('alpine')
    expect(document.doubts.join('\n')).toContain('stand beside those of Alpine Linux v3.20')
  })

  it('knows the user that the app runs as', async () => {
    const { image, document } = await put(WEBAPP, await baseOf())
    expect(document.onto!.accounts[0]).toMatch(/^www-data:x:33:33:/)
    const node = image.tree.get('/etc/passwd')!
    expect(node.layer).toBe(3)
    expect(image.warnings).toEqual([])
  })

  it('is the same to the byte each time', async () => {
    const base = await baseOf()
    const [one, other] = [await put(WEBAPP, base), await put(WEBAPP, base)]
    expect(other.document.written!.digest).toBe(one.document.written!.digest)
    const dated = await put(WEBAPP, base, { sourceDateEpoch: '1000000000' })
    const added = Array.from(dated.image.tree.nodes()).filter(({ layer }) => layer >= 3)
    expect(Math.max(...added.map(({ mtime }) => mtime))).toBe(1_000_000_000)
  })

  it('may stand on nothing', async () => {
    const { image, document } = await put(STATIC, 'scratch')
    expect(document.onto).toMatchObject({ reference: 'scratch', digest: null, verdict: 'fits' })
    expect(document.written!.layers.map(({ role }) => role)).toEqual(['app', 'metadata'])
    expect(image.tree.get('/hello')).toBeDefined()
    const whole = await put(WEBAPP, 'scratch', { slim: { mode: 'packages' } })
    expect(whole.image.os?.id).toBe('debian')
  })

  it('may stand on a base with whatever tars can hold', async () => {
    const odd = `oci:${committedLayout('odd-layers')}`
    const { image } = await put(WEBAPP, odd)
    const below = await readImage(odd, OPTIONS)
    expect(digestsOf(image).slice(0, below.layers.length)).toEqual(digestsOf(below))
  })

  it('may stand on a base whose history does not say what made its layers', async () => {
    const { config, image } = await put(STATIC, await baseOf({ fields: { history: [{ created_by: 'all of it' }] } }))
    expect(config.history.filter((step) => step.empty_layer !== true)).toHaveLength(image.layers.length)
  })
})

describe('what is not written', () => {
  it('is an image that does not fit', async () => {
    const destination = fresh()
    const document = await slim(WEBAPP, `oci:${destination}`, {
      ...OPTIONS,
      slim: { mode: 'files' },
      tool: TOOL,
      onto: await baseOf({ architecture: 'arm64' }),
    })
    expect(document).toMatchObject({ written: null, proof: null, onto: { verdict: 'does-not-fit' } })
    expect(existsSync(destination)).toBe(false)
  })

  it('is anything in a dry run, which says how large it will be', async () => {
    const base = await baseOf()
    const dry = await slim(WEBAPP, null, { ...OPTIONS, slim: { mode: 'files' }, tool: TOOL, onto: base })
    const { document } = await put(WEBAPP, base)
    expect(dry.onto).toEqual(document.onto)
    expect(dry.after.packages).toBe(document.after.packages)
    expect(Math.abs(dry.after.contentBytes - document.after.contentBytes)).toBeLessThan(50_000)
  })
})

it('adds to an apk database what another one states', async () => {
  const layer = async (layers: LayerBuilder[], config: object): Promise<string> => {
    const tars = await Promise.all(layers.map(async (each) => ({ tar: await each.build() })))
    return `oci:${writeLayout(fresh(), { layers: tars, config: { ...config } }).directory}`
  }
  const program = readFileSync(join(committedLayout('static'), 'index.json'))
  const source = await layer(
    [
      new LayerBuilder()
        .file('etc/os-release', 'ID=alpine\n')
        .file('usr/share/tool/data', program)
        .file(
          'lib/apk/db/installed',
          'P:tool\nV:1-r0\nA:x86_64\nF:usr/share/tool\nR:data\n\nP:other\nV:2-r0\nA:x86_64\n\n',
        ),
    ],
    {},
  )
  const { image } = await put(source, await baseOf(), { slim: { mode: 'files', keep: ['/usr/share/tool/data'] } })
  expect(image.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(['musl 1.2.5-r0', 'tool 1-r0'])
})
