import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ImageInventory, inspectDocument, readImage, UsageError, wasteDocument } from '../../src/index.ts'
import { WASTE_RULES } from '../../src/waste/rules.ts'
import { ALL_WASTE, imageOf, type MadeLayer, wasteOf } from '../support/waste-of.ts'

const layer = (): LayerBuilder => new LayerBuilder()
const base: MadeLayer = ['ADD rootfs.tar.xz / # buildkit', layer().directory('etc').file('etc/os-release', 'ID=x\n')]
const fixtures = new Map<string, Promise<ImageInventory>>()

describe('the bytes of an image', () => {
  test.each(['webapp', 'odd-layers', 'static'])('are those that inspect counts: %s', async (name) => {
    const inventory = await fixture(name)
    const { size, layers, shadowed, causes, diveInefficient } = wasteDocument(inventory, ALL_WASTE)
    const inspected = inspectDocument(inventory)
    const { removableBytes, ...same } = size
    expect(inspected.size).toMatchObject(same)
    expect(layers).toEqual(
      inspected.layers.map(({ index, instruction, fileBytes, reclaimableBytes }) => ({
        index,
        instruction,
        fileBytes,
        reclaimableBytes,
      })),
    )
    expect(sum(shadowed.map(({ bytes }) => bytes))).toBe(size.reclaimableBytes)
    expect(sum(causes.map((cause) => cause.reclaimableBytes))).toBe(size.reclaimableBytes)
    expect(sum(causes.map((cause) => cause.removableBytes))).toBe(removableBytes)
    expect(sum(diveInefficient.map(({ bytes }) => bytes))).toBe(size.dive.wastedBytes)
  })

  test('are counted in another way by dive, to the digit', async () => {
    const of = (size: number): string => 'x'.repeat(size)
    const first = layer()
      .directory('d')
      .file('d/a', of(100))
      .file('d/b', of(200))
      .file('deleted', of(300))
      .file('chowned', of(400))
      .directory('o')
      .file('o/x', of(500))
      .file('grown', of(600))
    const { size, diveInefficient } = await wasteOf([
      ['COPY . /', first],
      ['RUN rm -rf /d', layer().whiteout('d')],
      ['RUN rm /deleted', layer().whiteout('deleted')],
      ['RUN chown 5 /chowned', layer().file('chowned', of(400), { uid: 5 })],
      ['RUN rm -rf /o && make o', layer().opaque('o').file('o/y', of(50))],
      ['RUN echo >> /grown', layer().file('grown', of(650))],
    ])
    expect(size).toMatchObject({ layerBytes: 3200, contentBytes: 400 + 50 + 650, reclaimableBytes: 2100 })
    // Of a path: the smallest version over all versions. /d weighs what it held when it is deleted; the opaque marker nothing.
    const discovered = 100 + 200 + 300 + 300 + (400 + 400) + 500 + 50 + (600 + 650)
    expect(size.dive).toEqual({
      efficiency: (100 + 200 + 300 + 0 + 400 + 500 + 50 + 600) / discovered,
      wastedBytes: 300 + (400 + 400) + (600 + 650),
      wastedUserPercent: 2350 / (400 + 50 + 650),
    })
    expect(diveInefficient).toEqual([
      { path: '/grown', count: 2, bytes: 1250 },
      { path: '/chowned', count: 2, bytes: 800 },
      { path: '/deleted', count: 2, bytes: 300 },
    ])
  })
})

describe('what to change', () => {
  test('a chown in a later RUN: COPY with the owner and the mode that the file ends with', async () => {
    expect(
      await advice(
        base,
        ['COPY model /srv/ # buildkit', layer().file('srv/model', '12345', { mode: 0o644 })],
        [
          'RUN /bin/sh -c chown 7:8 /srv/model && chmod 0600 /srv/model # buildkit',
          layer().file('srv/model', '12345', { uid: 7, gid: 8, mode: 0o600 }),
        ],
      ),
    ).toEqual([
      '5 stored-again: Layer 2 (RUN chown 7:8 /srv/model && chmod 0600…) stores again, for another owner and another mode, ' +
        'what layer 1 (COPY model /srv/) wrote: write `COPY --chown=7:8 --chmod=0600` in layer 1.',
    ])
  })

  test('several owners: COPY with an owner, to be filled in', async () => {
    const [found] = await advice(
      ['COPY a b /', layer().file('a', '1').file('b', '1')],
      ['RUN chown', layer().file('a', '1', { uid: 1 }).file('b', '1', { uid: 2 })],
    )
    expect(found).toContain('write `COPY --chown=…` in layer 0.')
  })

  test('only its time changed: the RUN that wrote it', async () => {
    const [found] = await advice(
      ['RUN make', layer().file('a', '1')],
      ['RUN touch /a', layer().file('a', '1', { mtime: 9 })],
    )
    expect(found).toContain(
      'stores again, for other times or attributes, what layer 0 (RUN make) wrote: do it in the RUN of',
    )
  })

  test('package lists left behind and removed too late: rm in the same RUN', async () => {
    const lists = 'var/lib/apt/lists/x_InRelease'
    expect(
      await advice(base, ['RUN apt-get update', layer().file(lists, '12345')], ['RUN rm', layer().whiteout(lists)]),
    ).toEqual([
      '5 apt-lists: In layer 1 (RUN apt-get update): add `rm -rf /var/lib/apt/lists/*` to the same RUN. ' +
        'What layer 2 (RUN rm) removes is still stored.',
    ])
  })

  test('package lists that can still be seen: the same', async () => {
    expect(await advice(base, ['RUN apt-get update', layer().file('var/lib/apt/lists/x', '12345')])).toEqual([
      '5 apt-lists: In layer 1 (RUN apt-get update): add `rm -rf /var/lib/apt/lists/*` to the same RUN.',
    ])
  })

  test('a COPY, then an rm or a new directory: .dockerignore', async () => {
    const copied = layer().file('srv/.env', '12').file('srv/docs/page', '345')
    expect(
      await advice(
        ['COPY . /srv', copied],
        ['RUN rm /srv/.env', layer().whiteout('srv/.env')],
        ['RUN rm -r docs && mkdir docs', layer().opaque('srv/docs')],
      ),
    ).toEqual([
      expect.stringMatching(
        /^3 copied-then-removed: In layer 0 \(COPY \. \/srv\): leave out what layer 2 .*\.dockerignore/,
      ),
      expect.stringMatching(
        /^2 copied-then-removed: In layer 0 \(COPY \. \/srv\): leave out what layer 1 .*\.dockerignore/,
      ),
    ])
  })

  test('a RUN, then an rm: one RUN', async () => {
    expect(
      await advice(base, ['RUN make', layer().file('opt/obj', '1')], ['RUN rm', layer().whiteout('opt/obj')]),
    ).toEqual([
      '1 removed-later: In layer 1 (RUN make): remove there what layer 2 (RUN rm) removes; in a later layer it frees nothing.',
    ])
  })

  test('a .git directory: .dockerignore', async () => {
    expect(await advice(base, ['COPY . /app', layer().file('app/.git/HEAD', '12')])).toEqual([
      '2 version-control: In layer 1 (COPY . /app): list `**/.git` in .dockerignore.',
    ])
  })

  test('a database that each layer stores again: one RUN', async () => {
    const status = (size: number): LayerBuilder => layer().file('var/lib/dpkg/status', 'x'.repeat(size))
    expect(await advice(base, ['RUN apt-get install a', status(1)], ['RUN apt-get install b', status(2)])).toEqual([
      '1 package-databases: Layer 2 (RUN apt-get install b) stores again what layer 1 (RUN apt-get install a) wrote: ' +
        'install all packages in one RUN.',
    ])
  })

  test('an upgrade of what the base has: a newer base', async () => {
    const lib = (text: string): LayerBuilder => layer().file('usr/lib/libssl.so.3', text)
    const from = (instruction: string) => advice(['ADD rootfs /', lib('12')], [instruction, lib('1')])
    expect(await from('RUN apt-get update && apt-get -y upgrade')).toEqual([
      expect.stringContaining('use a newer base image in place of the upgrade'),
    ])
    expect(await from('RUN apt-get update && apt-get -y install libssl3')).toEqual([
      expect.stringContaining('choose a base image that has what you need'),
    ])
  })

  test('what comes with the base: another base', async () => {
    const docs: MadeLayer = ['ADD rootfs /', layer().file('usr/share/doc/x/changelog', '12')]
    expect(await advice(docs, ['RUN make', layer().file('a')])).toEqual([
      expect.stringMatching(
        /^2 documentation: They come with layer 0 \(ADD rootfs \/\), the base image\. .*slimmer base/,
      ),
    ])
  })

  test('a program with debug sections: strip, and only the sections count', async () => {
    const program = readFileSync(join(import.meta.dirname, '../catalogers/elf/data/libdebug.so'))
    const { findings } = await wasteOf([base, ['COPY lib /usr/lib/', layer().file('usr/lib/libdebug.so', program)]])
    expect(findings).toEqual([
      expect.objectContaining({ cause: 'debug-sections', advice: expect.stringContaining('strip --strip-unneeded') }),
    ])
    // readelf -SW: .debug_*, and .symtab with .strtab
    expect(findings[0]!.bytes).toBe(562 + 253)
  })

  test('layers of builders without a Dockerfile are named by what those say', async () => {
    expect(await advice(['bazel build //a', layer().file('tmp/a', '1')], ['', layer().file('tmp/b', '1')])).toEqual([
      '1 temporary-files: In layer 0 (bazel build //a): leave them out.',
      '1 temporary-files: In layer 1: leave them out.',
    ])
  })
})

describe('what is listed', () => {
  const image: MadeLayer[] = [
    base,
    ['RUN make', layer().file('tmp/a', '123').file('opt/b', '12').file('opt/c', '1').file('var/log/x', '1234')],
    ['RUN clean', layer().whiteout('tmp/a').whiteout('opt/b').whiteout('opt/c')],
  ]

  test('tells hidden bytes from those that can be seen', async () => {
    const { causes, size } = await wasteOf(image)
    expect(
      causes.map(({ name, reclaimableBytes, removableBytes, files }) => [
        name,
        reclaimableBytes,
        removableBytes,
        files,
      ]),
    ).toEqual([
      ['logs', 0, 4, 1],
      ['removed-later', 3, 0, 2],
      ['temporary-files', 3, 0, 1],
    ])
    expect([size.reclaimableBytes, size.removableBytes]).toEqual([6, 4])
  })

  test('can be chosen by path; the totals stay those of the image', async () => {
    const { shadowed, causes, removable, size } = await wasteOf(image, { globs: ['/opt/**'] })
    expect(shadowed.map(({ path }) => path)).toEqual(['/opt/b', '/opt/c'])
    expect([causes.map(({ name }) => name), removable]).toEqual([['removed-later'], []])
    expect(size.reclaimableBytes).toBe(6)
  })

  test('can be chosen by cause', async () => {
    const { shadowed, findings } = await wasteOf(image, { causes: ['temporary-files'] })
    expect(shadowed.map(({ path, cause }) => [path, cause])).toEqual([['/tmp/a', 'temporary-files']])
    expect(findings.map(({ cause }) => cause)).toEqual(['temporary-files'])
  })

  test('can be ordered and cut', async () => {
    const paths = async (options: Parameters<typeof wasteOf>[1]) =>
      (await wasteOf(image, options)).shadowed.map(({ path }) => path)
    expect(await paths({ sort: 'size' })).toEqual(['/tmp/a', '/opt/b', '/opt/c'])
    expect(await paths({ sort: 'path', reverse: true })).toEqual(['/tmp/a', '/opt/c', '/opt/b'])
    const { shadowed, moreShadowed, findings, moreFindings } = await wasteOf(image, { limit: 1 })
    expect([shadowed.length, moreShadowed, findings.length, moreFindings]).toEqual([1, 2, 1, 2])
  })

  test('a glob that makes no sense is an error', async () => {
    const inventory = await imageOf([base])
    expect(() => wasteDocument(inventory, { ...ALL_WASTE, globs: ['[a'] })).toThrow(UsageError)
  })

  test('files with the content of another are added up, hard links not', async () => {
    const { duplicates } = await wasteOf([
      [
        'RUN make',
        layer().file('a', 'same').file('b', 'same').hardlink('c', 'a').file('d', 'else').file('e').file('f'),
      ],
      ['RUN again', layer().file('g', 'same')],
    ])
    expect(duplicates).toEqual({ files: 2, bytes: 8 })
  })
})

describe('the published schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../docs/schema/waste.schema.json', import.meta.url), 'utf8'))

  test('takes the documents of real images, and describes every field that they have', async () => {
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(closed(schema))
    for (const name of ['webapp', 'odd-layers']) {
      const document = wasteDocument(await fixture(name), ALL_WASTE)
      expect(validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors).toEqual([])
    }
  })

  test('misses what is not there', async () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema)
    const document = wasteDocument(await fixture('webapp'), ALL_WASTE)
    for (const field of Object.keys(document)) expect(validate({ ...document, [field]: undefined }), field).toBe(false)
  })
})

test('docs/waste.md lists every cause, in the order in which they claim files', () => {
  const docs = readFileSync(new URL('../../docs/waste.md', import.meta.url), 'utf8')
  const listed = [...docs.matchAll(/^\| `([a-z][a-z-]+)` +\|/gm)].map(([, name]) => name)
  expect(listed).toEqual(WASTE_RULES.map(({ name }) => name))
})

/** A committed image, read once. */
function fixture(name: string): Promise<ImageInventory> {
  const directory = join(import.meta.dirname, '../../fixtures/images', name)
  const inventory = fixtures.get(name) ?? readImage(`oci:${directory}`, { cache: false, env: {} })
  fixtures.set(name, inventory)
  return inventory
}

/** Each finding of an image of these layers: bytes, cause and advice. */
async function advice(...layers: readonly MadeLayer[]): Promise<string[]> {
  const { findings } = await wasteOf(layers)
  return findings.map(({ bytes, cause, advice: text }) => `${bytes} ${cause}: ${text}`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The schema with every object closed against properties that it does not name. */
function closed(node: unknown): Record<string, unknown> {
  if (Array.isArray(node)) return node.map(closed) as never
  if (typeof node !== 'object' || node === null) return node as never
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]))
  return 'properties' in node && 'required' in node ? { ...copy, additionalProperties: false } : copy
}
