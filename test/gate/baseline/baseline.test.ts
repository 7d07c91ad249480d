import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { parseBaseline } from '../../../src/gate/baseline/read.ts'
import { baselineSchema } from '../../../src/gate/baseline/schema.ts'
import {
  type BaselineDocument,
  baselineFile,
  baselineFor,
  baselineOf,
  NotFoundError,
  readBaselineFile,
  UsageError,
} from '../../../src/index.ts'
import { imageSizes } from '../../../src/inventory/sizes.ts'
import { renderBaseline } from '../../../src/report/baseline-json.ts'
import { madeImage, writtenRule } from '../../support/gated-image.ts'
import { fixtureImage } from '../../support/image-of.ts'
import { schemaErrors } from '../../support/published-schema.ts'
import { readLayers } from '../../support/read-layers.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

const FIXTURES = ['webapp', 'static', 'odd-layers'] as const
const [webapp, odd, small] = [
  await fixtureImage('webapp'),
  await fixtureImage('odd-layers'),
  await fixtureImage('static'),
]
const fixtures = { webapp, 'odd-layers': odd, static: small }

describe('a baseline', () => {
  it.for(FIXTURES)('counts every byte that %s shows once', (name) => {
    const inventory = fixtures[name]
    const { packages, unowned, figures } = baselineOf(inventory)
    const sum = [...packages, ...unowned].reduce((total, { bytes }) => total + bytes, 0)
    expect(sum).toBe(imageSizes(inventory).contentBytes)
    expect(figures.contentSize).toBe(sum)
  })

  it.for(FIXTURES)('of %s is what the published schema describes, and reads back as it was', async (name) => {
    const file = baselineFile([baselineOf(fixtures[name])])
    expect(schemaErrors('baseline', file)).toEqual([])
    expect(await parseBaseline(renderBaseline(file), 'x.json')).toEqual(file)
  })

  it('is the same bytes for the same image', async () => {
    const again = await fixtureImage('webapp')
    expect(renderBaseline(baselineFile([baselineOf(again)]))).toBe(renderBaseline(baselineFile([baselineOf(webapp)])))
  })

  it('names packages with the place and the layer where most of them is', () => {
    const { packages } = baselineOf(webapp)
    expect(packages.find(({ name }) => name === 'busybox')).toEqual({
      type: 'deb',
      name: 'busybox',
      version: expect.any(String),
      architecture: 'amd64',
      bytes: expect.any(Number),
      layer: 0,
      path: '/usr/bin/busybox',
    })
  })

  it('keeps what rules for patterns are about', async () => {
    const { inventory } = await madeImage(scratch, [
      ['COPY srv /srv', new LayerBuilder().file('srv/a', 'aaa').file('b', 'b')],
    ])
    const rule = writtenRule('pathSize', { subject: '/srv/**', number: { limit: 10 } })
    expect(baselineOf(inventory, { rules: [rule] }).sizes).toEqual({ pathSize: { '/srv/**': 3 } })
  })

  it('of tens of thousands of files takes a few hundred kilobytes', async () => {
    const layer = new LayerBuilder()
    for (let file = 0; file < 20_000; file++) {
      layer.file(`srv/data/${file % 3000}/with-a-name-of-some-length-${file}.json`, 'x'.repeat(1 + (file % 700)))
    }
    const { inventory } = await madeImage(scratch, [['COPY data /srv/data', layer]])
    const text = renderBaseline(baselineFile([baselineOf(inventory)]))
    expect(text.length).toBeLessThan(300_000)
  }, 60_000)
})

describe('the layers of the base', () => {
  const layers = ['base', 'of base', 'own'].map((name) => new LayerBuilder().file(name, name))
  const baseOf = async (steps: readonly { after: number; createdBy: string }[], stated?: number) => {
    const image = await readLayers(scratch, layers, { emptySteps: steps })
    const { baseLayers, baseEvidence } = baselineOf(image, { baseLayers: stated })
    return [baseLayers, baseEvidence]
  }

  it('end where the history says what to run before further layers', async () => {
    const steps = [
      { after: 0, createdBy: '/bin/sh -c #(nop)  CMD ["bash"]' },
      { after: 1, createdBy: 'CMD ["python3"]' },
      { after: 2, createdBy: 'ENTRYPOINT ["/app"]' },
    ]
    expect(await baseOf(steps)).toEqual([2, "the history's last CMD before further layers"])
  })

  it('are as many as the user says', async () => {
    expect(await baseOf([{ after: 0, createdBy: 'CMD ["bash"]' }], 2)).toEqual([2, '--base-layers says so'])
    await expect(baseOf([], 4)).rejects.toThrow(UsageError)
  })

  it('are none where there is no system to stand on, and are not known where nothing tells', async () => {
    expect(await baseOf([])).toEqual([0, expect.stringContaining('no os-release')])
    const system = new LayerBuilder().file('etc/os-release', 'ID=alpine\n')
    const { baseLayers, baseEvidence } = baselineOf(await readLayers(scratch, system))
    expect([baseLayers, baseEvidence]).toEqual([null, 'the history does not say where a base ends'])
  })
})

describe('a file of a baseline', () => {
  it('has the image of each platform, in the order of their names', () => {
    const image = baselineOf(small)
    const platforms = [
      { os: 'linux', architecture: 'arm', variant: 'v6' },
      { os: 'linux', architecture: 'amd64' },
    ]
    const file = baselineFile(platforms.map((platform): BaselineDocument => ({ ...image, platform })))
    expect(file.images.map(({ platform }) => platform.architecture)).toEqual(['amd64', 'arm'])
    expect(baselineFor(file, { os: 'linux', architecture: 'x86_64' })?.platform.architecture).toBe('amd64')
    expect(baselineFor(file, { os: 'linux', architecture: 'arm', variant: 'v7' })?.platform.variant).toBe('v6')
    expect(baselineFor(file, { os: 'linux', architecture: 'arm64' })).toBeUndefined()
  })

  it('is refused with the reason where it is none', async () => {
    const refusal = (text: string) => parseBaseline(text, 'b.json').catch((error: unknown) => (error as Error).message)
    expect(await refusal('{')).toMatch(/^b\.json is no baseline: it is not JSON; write one with imgpeek gate save/)
    expect(await refusal('{"schemaVersion": 2}')).toMatch(/schemaVersion: another version of imgpeek wrote it;/)
    const image = baselineOf(small)
    const broken = { ...image, unowned: [{ path: '/', bytes: 1, layer: 99 }] }
    expect(await refusal(renderBaseline(baselineFile([broken])))).toMatch(/an entry names a layer that is not there/)
  })

  it('reads as one or is refused, whatever it holds', async () => {
    const real = renderBaseline(baselineFile([baselineOf(small)]))
    const cut = fc.tuple(fc.nat(real.length), fc.nat(real.length), fc.string()).map(([at, length, put]) => {
      return real.slice(0, at) + put + real.slice(at + length)
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut, fc.json()), async (text) => {
        const read = await parseBaseline(text, 'b.json').catch((error: unknown) => error)
        expect(read instanceof UsageError || Array.isArray((read as { images: unknown }).images)).toBe(true)
      }),
    )
  })

  it('that is not there is told from one that is wrong', async () => {
    await expect(readBaselineFile(join(scratch, 'none.json'))).rejects.toThrow(NotFoundError)
    writeFileSync(join(scratch, 'wrong.json'), '[]')
    await expect(readBaselineFile(join(scratch, 'wrong.json'))).rejects.toThrow(UsageError)
  })

  it('is described by the published schema', () => {
    const published = JSON.parse(
      readFileSync(new URL('../../../docs/schema/baseline.schema.json', import.meta.url), 'utf8'),
    )
    expect(published).toEqual({
      title: 'A baseline of imgpeek gate',
      ...z.toJSONSchema(baselineSchema, { io: 'input' }),
    })
  })
})
