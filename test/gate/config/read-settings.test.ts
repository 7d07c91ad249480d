import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { UnavailableError, UsageError } from '../../../src/errors.ts'
import { BUDGETS } from '../../../src/gate/budgets/budgets.ts'
import { readGateSettings } from '../../../src/gate/config/read-settings.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

function written(name: string, text: string): string {
  const file = join(mkdtempSync(join(scratch, 'config-')), name)
  writeFileSync(file, text)
  return file
}

/** The rules that files and flags come to: key, subject, number or names, origin. */
async function rulesOf(
  flags: Readonly<Record<string, readonly string[]>>,
  { config = null, diveCi }: { config?: string | null; diveCi?: string } = {},
) {
  const sources = { config, diveCi, directory: scratch, flags: new Map(Object.entries(flags)) }
  const { rules } = await readGateSettings(sources)
  return rules.map(({ budget: { key }, rule, terms }) => ({ key, ...rule, ...terms }))
}

describe('flags', () => {
  it('are rules of level error, whatever their shape', async () => {
    const rules = await rulesOf({
      'max-compressed-size': ['20MB'],
      'max-layer-count': ['+2'],
      'min-efficiency': ['95%'],
      'max-path-size': ['/usr/share=1MB', '/a=b=+5%'],
      'deny-package': ['bash', 'npm:left-pad'],
      'allow-base': ['alpine', 'distroless-*'],
      'deny-shells': [],
      platform: ['linux/arm64'],
    })
    const of = (flag: string) => ({ level: 'error', reason: null, expires: null, origin: `--${flag}` })
    expect(rules).toHaveLength(10)
    expect(rules).toEqual(
      expect.arrayContaining([
        { ...of('max-compressed-size'), key: 'compressedSize', subject: null, number: { limit: 2e7 }, names: [] },
        expect.objectContaining({ ...of('max-layer-count'), number: { growth: { by: 'amount', value: 2 } } }),
        expect.objectContaining({ ...of('min-efficiency'), number: { limit: 0.95 } }),
        expect.objectContaining({ ...of('max-path-size'), subject: '/usr/share', number: { limit: 1e6 } }),
        expect.objectContaining({ subject: '/a=b', number: { growth: { by: 'percent', value: 5 } } }),
        expect.objectContaining({ ...of('deny-package'), subject: 'npm:left-pad' }),
        expect.objectContaining({ ...of('allow-base'), names: ['alpine', 'distroless-*'] }),
        expect.objectContaining({ ...of('deny-shells'), key: 'shells' }),
        expect.objectContaining({ ...of('platform'), key: 'platforms', subject: 'linux/arm64' }),
      ]),
    )
  })

  it('may have a limit and growth; of two of a kind the last counts', async () => {
    expect(await rulesOf({ 'max-content-size': ['1MB', '+5%', '2MB'] })).toMatchObject([
      { number: { limit: 2e6, growth: { by: 'percent', value: 5 } } },
    ])
  })

  it('take the place of all that files say of their budget, and of nothing else', async () => {
    const config = written('.imgpeek.yaml', 'budgets: {layerCount: 3, deniedPackages: [a, b], shells: denied}')
    expect(await rulesOf({ 'deny-package': ['c'] }, { config })).toMatchObject([
      { key: 'layerCount', number: { limit: 3 } },
      { key: 'shells' },
      { key: 'deniedPackages', subject: 'c' },
    ])
  })

  it.for([
    ['max-compressed-size', '20MX', '--max-compressed-size: "20MX" is not a size; write 20MB'],
    ['max-path-size', '/usr', '--max-path-size: "/usr" is not PATTERN=SIZE'],
    ['max-path-size', '=3', '--max-path-size: "=3" is not PATTERN=SIZE'],
    ['max-path-size', '/usr=x', '--max-path-size: "x" is not a size'],
    ['min-efficiency', '95', '--min-efficiency: "95" is not a share'],
    ['platform', 'arm', '--platform: "arm" is not a platform'],
    ['deny-package', '', '--deny-package: an item of deniedPackages is empty'],
  ] as const)('that are wrong are refused by name: --%s %s', async ([flag, value, message]) => {
    const refused = rulesOf({ [flag]: [value] })
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toThrow(UsageError)
  })
})

describe("dive's own rules", () => {
  it('take the place of what the configuration says of their budgets', async () => {
    const config = written('.imgpeek.yaml', 'budgets: {diveEfficiency: 50%, layerCount: 3}')
    const diveCi = written('.dive-ci', 'rules:\n  lowestEfficiency: 0.8\n')
    const rules = await rulesOf({}, { config, diveCi })
    expect(rules.find(({ key }) => key === 'diveEfficiency')).toMatchObject({
      number: { limit: 0.8 },
      origin: `${diveCi}:2:3`,
    })
    expect(rules.filter(({ key }) => key === 'layerCount')).toHaveLength(1)
  })

  it('come with notes on how to move', async () => {
    const sources = { config: null, diveCi: written('.dive-ci', ''), directory: scratch, flags: new Map() }
    expect((await readGateSettings(sources)).notes).toEqual([expect.stringContaining('.imgpeek.yaml')])
  })
})

describe('a configuration', () => {
  it('is looked for unless one is named, or none is wanted', async () => {
    const file = written('.imgpeek.yaml', 'budgets: {layerCount: 3}')
    const directory = join(file, '..')
    const named = written('other.json', '{"budgets": {"layerCount": 4}}')
    const flags = new Map<string, string[]>()
    const limits = async (config: string | null | undefined) =>
      (await readGateSettings({ config, directory, flags })).rules.map(({ rule }) => rule.number.limit)
    expect(await limits(named)).toEqual([4])
    expect(await limits(null)).toEqual([])
    expect(await limits(undefined)).toEqual([3])
  })

  it.for(['config', 'diveCi'] as const)(
    'that is named and not there is a mistake of the command line: %s',
    async (kind) => {
      await expect(rulesOf({}, { [kind]: join(scratch, 'none') })).rejects.toThrow(UsageError)
    },
  )

  it('that cannot be read is no mistake of anybody', async () => {
    await expect(rulesOf({}, { config: scratch })).rejects.toThrow(UnavailableError)
  })
})

test('every budget has a flag of its own', () => {
  const flags = BUDGETS.map(({ flag }) => flag)
  expect(new Set(flags).size).toBe(flags.length)
  for (const flag of flags) expect(flag).toMatch(/^(max|min|deny|require|allow)-[a-z-]+$/)
})
