import { beforeAll, describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { figuresOf } from '../../../src/gate/figures.ts'
import type { GatedImage } from '../../../src/gate/gated-image.ts'
import { baselineWith, madeImage, writtenRule } from '../../support/gated-image.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
let image: Awaited<ReturnType<typeof madeImage>>

beforeAll(async () => {
  image = await madeImage(scratch, [
    ['COPY rootfs /', new LayerBuilder().file('etc/conf', 'c'.repeat(100)).file('usr/lib/big', 'b'.repeat(800))],
    ['RUN build', new LayerBuilder().file('usr/lib/big', 'B'.repeat(600)).hardlink('usr/lib/again', 'usr/lib/big')],
    ['RUN clean', new LayerBuilder().whiteout('etc/conf').file('usr/bin/tool', 't'.repeat(50), { mode: 0o4755 })],
  ])
})

const finding = (key: string, limit: number, judged: GatedImage = image) => {
  const { budget, rule } = writtenRule(key, { number: { limit } })
  return budget.judge(rule, judged)
}

test('figures are those of the image, by the keys of their budgets', () => {
  expect(figuresOf(image.inventory)).toEqual({
    compressedSize: image.layers.reduce((sum, { compressedBytes }) => sum + compressedBytes!, 0),
    layerSize: Math.max(...image.layers.map(({ compressedBytes }) => compressedBytes!)),
    layerCount: 3,
    contentSize: 650,
    fileCount: 3,
    reclaimableSize: 900,
    efficiency: 650 / 1550,
    // /etc/conf and /usr/lib/big, all versions of them
    diveEfficiency: 650 / 1550,
    diveWastedSize: 1500,
    diveWastedPercent: 1500 / 650,
    packageCount: 0,
    unresolvedLibraries: 0,
    setuidFiles: 1,
  })
})

describe('each holds at its figure, and not one beyond', () => {
  test.each([
    ['compressedSize', 1],
    ['contentSize', 1],
    ['layerSize', 1],
    ['layerCount', 1],
    ['fileCount', 1],
    ['reclaimableSize', 1],
    ['efficiency', -0.0001],
    ['diveEfficiency', -0.0001],
    ['diveWastedSize', 1],
    ['diveWastedPercent', 0.0001],
    ['packageCount', 1],
    ['unresolvedLibraries', 1],
    ['setuidFiles', 1],
  ])('%s', (key, step) => {
    const figure: number = new Map(Object.entries(figuresOf(image.inventory))).get(key)!
    expect(finding(key, figure).holds).toBe(true)
    expect(finding(key, figure + step).holds).toBe(true)
    expect(finding(key, figure - step)).toMatchObject({ holds: false, actual: figure, limit: figure - step })
  })
})

describe('who is to blame', () => {
  test('for the size of layers: layers with their instructions, the largest first', () => {
    const { offenders } = finding('compressedSize', 0)
    expect(offenders).toHaveLength(3)
    const bytes = offenders.map((offender) => offender.bytes!)
    expect(bytes).toEqual(bytes.toSorted((a, b) => b - a))
    expect(offenders).toContainEqual({
      path: null,
      package: null,
      layer: 1,
      instruction: 'RUN build',
      bytes: image.layers[1]!.compressedBytes,
      detail: null,
    })
  })

  test('for content: files that no package owns, each content once', () => {
    expect(finding('contentSize', 0).offenders).toMatchObject([
      { path: '/usr/lib/again', bytes: 600, layer: 1, instruction: 'RUN build' },
      { path: '/usr/bin/tool', bytes: 50, layer: 2, instruction: 'RUN clean' },
    ])
  })

  test('for files: the directories that hold the most', () => {
    expect(finding('fileCount', 0).offenders.map(({ path, detail }) => [path, detail])).toEqual([
      ['/usr/lib', '2 files'],
      ['/usr/bin', '1 file'],
    ])
  })

  test.each(['reclaimableSize', 'efficiency'])('for %s: what is hidden, in the layer that stores it', (key) => {
    expect(finding(key, key === 'efficiency' ? 1 : 0).offenders).toMatchObject([
      { path: '/usr/lib/big', bytes: 800, layer: 0, instruction: 'COPY rootfs /', detail: 'overwritten in layer 1' },
      { path: '/etc/conf', bytes: 100, layer: 0, instruction: 'COPY rootfs /', detail: 'deleted in layer 2' },
    ])
  })

  test('no more than ten', async () => {
    const layer = new LayerBuilder()
    for (let index = 10; index < 35; index++) layer.file(`file-${index}`, 'x'.repeat(index))
    const many = await madeImage(scratch, [['COPY files /', layer]])
    const { offenders } = finding('contentSize', 0, many)
    expect(offenders.map(({ bytes }) => bytes)).toEqual([34, 33, 32, 31, 30, 29, 28, 27, 26, 25])
  })
})

describe('a manifest alone', () => {
  const manifest = (compressedBytes: number | null): GatedImage => ({
    ...image,
    inventory: null,
    config: null,
    layers: [
      { index: 0, digest: null, compressedBytes: 300 },
      { index: 1, digest: null, compressedBytes },
    ],
  })

  test('is enough for the sizes and the number of layers', () => {
    expect(finding('compressedSize', 1000, manifest(700))).toMatchObject({ holds: true, actual: 1000 })
    expect(finding('layerSize', 699, manifest(700))).toMatchObject({
      holds: false,
      offenders: [{ layer: 1, bytes: 700, instruction: null }, { layer: 0 }],
    })
    expect(finding('layerCount', 1, manifest(700))).toMatchObject({ holds: false, actual: 2 })
  })

  test('that says no sizes says the number of layers still', () => {
    expect(finding('compressedSize', 1000, manifest(null))).toMatchObject({ holds: null, actual: null })
    expect(finding('layerCount', 2, manifest(null))).toMatchObject({ holds: true })
  })
})

describe('growth', () => {
  test('is against the figure of the baseline', () => {
    const baseline = baselineWith({ figures: { contentSize: 600 } })
    const { budget, rule } = writtenRule('contentSize', { number: { growth: { by: 'amount', value: 50 } } })
    expect(budget.judge(rule, { ...image, baseline })).toMatchObject({ holds: true, baseline: 600, limit: 650 })
    const less = { ...rule, number: { growth: { by: 'amount', value: 49 } as const } }
    expect(budget.judge(less, { ...image, baseline })).toMatchObject({ holds: false, limit: 649 })
  })

  test('cannot be judged where the baseline does not have the figure, whatever its names inherit', () => {
    const { budget, rule } = writtenRule('contentSize', { number: { growth: { by: 'amount', value: 50 } } })
    const baseline = baselineWith({ figures: Object.create({ contentSize: 1 }) })
    expect(budget.judge(rule, { ...image, baseline })).toMatchObject({
      holds: null,
      message: 'Content size is 650 B: growth is not judged, because the baseline does not say it; save it again.',
    })
  })
})
