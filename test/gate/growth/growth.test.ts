import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { type BaselineDocument, baselineOf, type GrowthSection, growthBetween } from '../../../src/index.ts'
import { baselineWith, madeImage } from '../../support/gated-image.ts'
import { fixtureImage } from '../../support/image-of.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

type Files = Readonly<Record<string, number | string>>
type Packages = Readonly<Record<string, { readonly version: string; readonly files: Readonly<Record<string, number>> }>>

/** A layer with files of some bytes, and with packages as apk's database has them. */
function layer(files: Files, packages: Packages = {}, removed: readonly string[] = []): LayerBuilder {
  const builder = new LayerBuilder()
  for (const path of removed) builder.whiteout(path)
  const all = { ...files, ...Object.assign({}, ...Object.values(packages).map((item) => item.files)) }
  for (const [path, content] of Object.entries<number | string>(all)) {
    builder.file(path, typeof content === 'number' ? 'x'.repeat(content) : content)
  }
  return builder
}

function apkDatabase(packages: Packages): string {
  const records = Object.entries(packages).map(([name, { version, files }]) => {
    const paths = Object.keys(files).map(
      (path) => `F:${path.slice(0, path.lastIndexOf('/'))}\nR:${path.replace(/.*\//, '')}\n`,
    )
    return `P:${name}\nV:${version}\nA:x86_64\n${paths.join('')}\n`
  })
  return records.join('')
}

const DATABASE = 'lib/apk/db/installed'
const SYSTEM = { 'etc/os-release': 'ID=alpine\n' }

/** A base with one package, whose `release` is in all that it holds. */
function base(release: number): [string, LayerBuilder] {
  const packages = { musl: { version: `1.${release}`, files: { 'lib/libc.so': 10_000 * release } } }
  return [
    'ADD rootfs.tar /',
    layer({ ...SYSTEM, [DATABASE]: apkDatabase(packages), 'etc/issue': 100 * release }, packages),
  ]
}

async function saved(...layers: readonly (readonly [string, LayerBuilder])[]): Promise<BaselineDocument> {
  return baselineOf((await madeImage(scratch, layers)).inventory)
}

const sumOf = ({ causes }: GrowthSection): number => causes.reduce((sum, { bytes }) => sum + bytes, 0)
const brief = ({ causes }: GrowthSection) =>
  causes.map(({ package: name, path, change, bytes, origin }) => [name ?? path, change, bytes, origin])

describe('what grew', () => {
  it('is nothing where nothing did', async () => {
    const image = baselineOf(await fixtureImage('webapp'))
    expect(growthBetween(image, image)).toMatchObject({ contentBytes: 0, files: 0, causes: [], moreCauses: 0 })
  })

  it('is one cause for a package with another version, with what installed it', async () => {
    const tool = (version: string, bytes: number): Packages => ({
      tool: { version, files: { 'usr/bin/tool': bytes, 'etc/tool': 5 } },
    })
    const of = (packages: Packages): Promise<BaselineDocument> =>
      saved(base(1), ['RUN apk add tool', layer({ [DATABASE]: apkDatabase(packages) }, packages)])
    const growth = growthBetween(await of(tool('1.2-r0', 3000)), await of(tool('1.3-r0', 4500)))
    expect(growth.causes).toEqual([
      {
        kind: 'package',
        change: 'grown',
        package: 'apk:tool',
        versions: { before: '1.2-r0', after: '1.3-r0' },
        path: '/usr/bin/tool',
        bytes: 1500,
        layer: 1,
        instruction: 'RUN apk add tool',
        origin: 'own',
      },
    ])
  })

  it('is a file that is large, and the directory where many are small', async () => {
    const many = (count: number): Files =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`srv/www/${i}.html`, 100]))
    const before = await saved(base(1), ['COPY srv /srv', layer({ ...many(10), 'srv/model.bin': 1000 })])
    const after = await saved(base(1), [
      'COPY srv /srv',
      layer({ ...many(40), 'srv/model.bin': 9000, 'srv/new/log': 4000 }),
    ])
    const growth = growthBetween(before, after)
    expect(brief(growth)).toEqual([
      ['/srv/model.bin', 'grown', 8000, 'own'],
      ['/srv/new/log', 'added', 4000, 'own'],
      ['/srv/www/', 'grown', 3000, 'own'],
    ])
    expect(growth.contentBytes).toBe(15_000)
    expect(growth.files).toBe(31)
  })

  it('is listed as far as is asked for', async () => {
    const growth = growthBetween(await saved(base(1)), await saved(base(2)), 1)
    expect(growth.causes.map(({ package: name }) => name)).toEqual(['apk:musl'])
    expect(growth.moreCauses).toBe(1)
    expect(growth.contentBytes).toBe(10_100)
  })
})

describe('a newer base and own layers', () => {
  const own = (bytes: number): [string, LayerBuilder] => ['COPY app /app', layer({ 'app/server': bytes })]

  it('are told apart, and add up to the whole', async () => {
    const growth = growthBetween(await saved(base(1), own(500)), await saved(base(3), own(800)))
    expect(brief(growth)).toEqual([
      ['apk:musl', 'grown', 20_000, 'base'],
      ['/app/server', 'grown', 300, 'own'],
      ['/etc/issue', 'grown', 200, 'base'],
    ])
    const { base: ofBase, own: ofOwn } = growth.split!
    expect([ofBase.contentBytes, ofOwn.contentBytes]).toEqual([20_200, 300])
    expect(ofBase.compressedBytes + ofOwn.compressedBytes).toBe(growth.compressedBytes)
    expect(growth.evidence).toMatch(/^the base is another one \(1 layer, 1 layer before\)/)
  })

  it('are told apart where the baseline is the base itself', async () => {
    const app = ['COPY app /app', layer({ app: 4000 })] as const
    const growth = growthBetween(await saved(base(1)), await saved(base(1), app))
    expect(growth.split?.base).toEqual({ compressedBytes: 0, contentBytes: 0 })
    expect(growth.split?.own).toEqual({ compressedBytes: growth.compressedBytes, contentBytes: 4000 })
  })

  it('own layers answer for what they take away of a base that is the same', async () => {
    const after = await saved(base(2), own(500), ['RUN rm /etc/issue', layer({}, {}, ['etc/issue'])])
    const growth = growthBetween(await saved(base(2), own(500)), after)
    expect(brief(growth)).toEqual([['/etc/issue', 'removed', -200, 'own']])
    expect(growth.split!.base).toEqual({ compressedBytes: 0, contentBytes: 0 })
  })

  it('a file that only moved to a layer above did not grow', async () => {
    const moved: [string, LayerBuilder] = ['RUN chmod a+r /etc/issue', layer({ 'etc/issue': 200 })]
    expect(brief(growthBetween(await saved(base(2), own(1)), await saved(base(2), own(1), moved)))).toEqual([])
    const newer = growthBetween(await saved(base(1), own(1)), await saved(base(2), own(1), moved))
    expect(brief(newer)).toEqual([
      ['apk:musl', 'grown', 10_000, 'base'],
      ['/etc/issue', 'grown', 100, 'own'],
    ])
  })

  it('are not told apart where nothing says where the base ends', async () => {
    const flat = (bytes: number) =>
      saved(['COPY all /', layer({ ...SYSTEM, [DATABASE]: apkDatabase({}), 'app/x': bytes })])
    const growth = growthBetween(await flat(1), await flat(5))
    expect(growth).toMatchObject({ split: null, contentBytes: 4 })
    expect(growth.causes.map(({ origin }) => origin)).toEqual([null])
    expect(growth.evidence).toBe('base and own layers cannot be told apart: the history does not say where a base ends')
  })
})

describe('any two baselines', () => {
  const directory = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
    .map((names) => `/${names.map((name) => `${name}/`).join('')}`)
  const path = fc.oneof(
    directory,
    directory.map((at) => `${at}file`),
  )
  const bytes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1_000_000 }))
  const layer = fc.integer({ min: 0, max: 2 })
  const unowned = fc.uniqueArray(fc.record({ path, bytes, layer }), {
    selector: ({ path: at, layer: of }) => `${of} ${at}`,
    maxLength: 15,
  })
  const item = fc.record({
    type: fc.constantFrom('deb', 'npm'),
    name: fc.constantFrom('x', 'y', 'z'),
    version: fc.constantFrom('1', '2'),
    architecture: fc.constantFrom(null, 'amd64', 'arm64'),
    bytes,
    layer,
    path,
  })
  const packages = fc.uniqueArray(item, {
    selector: ({ type, name, version, architecture }) => [type, name, version, architecture].join(),
    maxLength: 8,
  })
  const layers = fc
    .array(fc.constantFrom('sha256:a', 'sha256:b', 'sha256:c'), { minLength: 3, maxLength: 3 })
    .map((ids) =>
      ids.map((diffId) => ({ digest: null, diffId, compressedBytes: 7, fileBytes: 9, instruction: diffId })),
    )
  const document: fc.Arbitrary<BaselineDocument> = fc
    .record({
      unowned,
      packages,
      layers,
      baseLayers: fc.option(fc.integer({ min: 0, max: 3 })),
      unownedFrom: fc.constantFrom(0, 16),
    })
    .map((parts) => ({ ...baselineWith({}), ...parts }))
  const whole = document.map((image) => ({ ...image, unownedFrom: 0 }))
  const contentOf = ({ unowned: paths, packages: items }: BaselineDocument): number =>
    [...paths, ...items].reduce((sum, entry) => sum + entry.bytes, 0)

  it('have causes that add up to the difference, each byte in one of them', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const growth = growthBetween(before, after)
        expect(growth.contentBytes).toBe(contentOf(after) - contentOf(before))
        expect(sumOf(growth)).toBe(growth.contentBytes)
        if (growth.split !== null) {
          const { base: ofBase, own: ofOwn } = growth.split
          expect(ofBase.contentBytes + ofOwn.contentBytes).toBe(growth.contentBytes)
          expect(ofBase.compressedBytes + ofOwn.compressedBytes).toBe(growth.compressedBytes)
        }
        expect(growth.causes.every(({ bytes: changed, layer: of }) => changed !== 0 && of < 3)).toBe(true)
        const paths = growth.causes
          .filter(({ kind }) => kind === 'path')
          .map((cause) => `${cause.origin} ${cause.path}`)
        expect(new Set(paths).size).toBe(paths.length)
      }),
      { numRuns: 500 },
    )
  })

  it('that leave nothing out have the same causes the other way round, with the other sign', () => {
    fc.assert(
      fc.property(whole, whole, (before, after) => {
        const bytesOf = ({ causes }: GrowthSection, sign: number) =>
          causes.map((cause) => `${cause.package ?? cause.path} ${cause.bytes * sign}`).sort()
        expect(bytesOf(growthBetween(after, before), -1)).toEqual(bytesOf(growthBetween(before, after), 1))
      }),
    )
  })

  it('that say the same with little left out differ in what changed alone', () => {
    const place = (at: string, size: number) => ({ path: at, bytes: size, layer: 0 })
    const images = (unownedFrom: number, ...paths: readonly ReturnType<typeof place>[]): BaselineDocument => ({
      ...baselineWith({}),
      layers: [{ digest: null, diffId: 'sha256:a', compressedBytes: 1, fileBytes: 1, instruction: null }],
      baseLayers: 0,
      unowned: paths,
      unownedFrom,
    })
    // a directory of 990 bytes is told of by the one above, until it has 1,010
    const before = images(1000, place('/srv/', 5990))
    const after = images(1000, place('/srv/', 5000), place('/srv/www/', 1010))
    expect(brief(growthBetween(before, after))).toEqual([['/srv/www/', 'grown', 20, 'own']])
    expect(brief(growthBetween(after, before))).toEqual([['/srv/www/', 'shrunk', -20, 'own']])
  })
})

it('real images have causes that add up', async () => {
  const [before, after] = [baselineOf(await fixtureImage('static')), baselineOf(await fixtureImage('webapp'))]
  const growth = growthBetween(before, after)
  expect(sumOf(growth)).toBe(after.figures.contentSize! - before.figures.contentSize!)
})
