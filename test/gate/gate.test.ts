import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LayoutBuilder, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { Budget } from '../../src/gate/budget.ts'
import { parseConfig } from '../../src/gate/config/parse.ts'
import { PLATFORMS } from '../../src/gate/platforms-budget.ts'
import { type GateDocument, gateImage, NotFoundError, UnavailableError, UsageError } from '../../src/index.ts'
import { type Fault, startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { freePort } from '../e2e/support/listening-server.ts'
import { noise } from '../support/noise.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS = { cache: false, env: {} }

/** An image for a platform with a layer of some size and a small one; more of them make another image. */
async function writeImage(layout: LayoutBuilder, architecture: string, bytes: number): Promise<WrittenDescriptor> {
  const large = await new LayerBuilder().file('noise', noise(bytes, architecture)).build()
  const small = await new LayerBuilder().file('etc/motd', 'hello\n').build()
  const manifest = layout.image({ architecture, config: { User: '1000' }, layers: [{ tar: large }, { tar: small }] })
  return { ...manifest, platform: { os: 'linux', architecture } }
}

/** A layout with one lone manifest, or with an index of several platforms. */
async function writeImages(architectures: readonly string[], bytes = 50_000) {
  const layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
  const manifests: WrittenDescriptor[] = []
  for (const architecture of architectures) manifests.push(await writeImage(layout, architecture, bytes))
  const { platform: _, ...lone } = manifests[0]!
  const named = manifests.length === 1 ? lone : layout.nestedIndex(manifests)
  layout.writeIndex([named])
  return { directory: layout.directory, reference: `oci:${layout.directory}`, manifests, named, layout }
}

/** Gates an image by budgets as a configuration has them. */
function gate(
  image: string,
  budgets: string,
  { baseline = null, rest = '' }: { baseline?: string | null; rest?: string } = {},
): Promise<GateDocument> {
  const { rules } = parseConfig(`${rest}\nbudgets: ${budgets}`, 'x.yaml')
  return gateImage({ image, config: null, baseline, rules, today: '2026-11-21' }, OPTIONS)
}

const TERMS = { level: 'error', reason: null, expires: null, origin: 'test' } as const
const HOLDS = { holds: true, actual: null, limit: null, baseline: null, offenders: [] }

const outcomes = ({ images }: GateDocument) =>
  images.flatMap(({ results }) => results.map(({ budget, subject, outcome }) => [budget, subject, outcome]))

async function serve(architectures: readonly string[], { fault, bytes }: { fault?: Fault; bytes?: number } = {}) {
  const images = await writeImages(architectures, bytes)
  const registry = await startFaultyRegistry(images.directory, fault)
  return {
    ...images,
    registry,
    name: `${registry.host}/app:1.0`,
    paths: () => registry.requests.map(({ path }) => path),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

describe('what is read of an image in a registry', () => {
  const ofManifest = '{compressedSize: 1MB, layerSize: 1MB, layerCount: 2}'

  test('is the index and the manifest where budgets need no more', async () => {
    await using app = await serve(['amd64', 'arm64'])
    const { verdict, depth, fetched } = await gate(app.name, ofManifest)
    const [index, manifest, ...more] = app.paths()
    expect(index).toBe('/v2/app/manifests/1.0')
    expect(manifest).toMatch(/^\/v2\/app\/manifests\/sha256:/)
    expect(more).toEqual([])
    const sizes = [index, manifest].map((path) => answerSize(app, path!))
    expect([verdict, depth, fetched]).toEqual(['pass', 'manifest', { requests: 2, bytes: sizes[0]! + sizes[1]! }])
  })

  test('is a lone manifest, in one request', async () => {
    await using app = await serve(['amd64'])
    const { fetched } = await gate(app.name, ofManifest)
    expect(app.paths()).toEqual(['/v2/app/manifests/1.0'])
    expect(fetched).toEqual({ requests: 1, bytes: app.manifests[0]!.size })
  })

  test('is no more where such a budget does not hold', async () => {
    await using app = await serve(['amd64', 'arm64'])
    const { verdict, fetched } = await gate(app.name, '{compressedSize: 1kB}')
    expect([verdict, fetched.requests, app.paths().length]).toEqual(['fail', 2, 2])
  })

  test('is the config as well where a budget is about it', async () => {
    await using app = await serve(['amd64', 'arm64'])
    const user: Budget = {
      ...PLATFORMS,
      needs: 'config',
      judge: (_rule, { config }) => ({ ...HOLDS, message: String(config?.config.user) }),
    }
    const rule = { budget: user, rule: { subject: null, number: {}, names: [] }, terms: TERMS }
    const request = { image: app.name, config: null, baseline: null, rules: [rule], today: '2026-11-21' }
    const { depth, fetched, images } = await gateImage(request, OPTIONS)
    expect([depth, fetched.requests, app.paths().length]).toEqual(['config', 3, 3])
    expect(images[0]!.results[0]!.message).toBe('1000')
  })

  test('is every layer once where a budget is about what is in them', async () => {
    await using app = await serve(['amd64', 'arm64'])
    const { depth, fetched } = await gate(app.name, '{contentSize: 1MB}')
    expect([depth, fetched.requests]).toEqual(['layers', 5])
    expect(new Set(app.paths()).size).toBe(5)
    expect(fetched.bytes).toBe(app.paths().reduce((sum, path) => sum + answerSize(app, path), 0))
  })

  test('is not what only a rule that is turned off would need', async () => {
    await using app = await serve(['amd64'])
    const document = await gate(app.name, '{layerCount: 2, contentSize: {limit: 1, level: off}}')
    expect([document.depth, outcomes(document)]).toEqual([
      'manifest',
      [
        ['contentSize', null, 'off'],
        ['layerCount', null, 'pass'],
      ],
    ])
  })

  test('is nothing of the network where it lies on disk', async () => {
    const { reference } = await writeImages(['amd64'])
    expect((await gate(reference, '{contentSize: 1MB}')).fetched).toEqual({ requests: 0, bytes: 0 })
  })

  test('is more than a manifest where only layers say how large they are', async () => {
    const directory = mkdtempSync(join(scratch, 'rootfs-'))
    writeFileSync(join(directory, 'file'), noise(5000, 'file'))
    const document = await gate(`rootfs:${directory}`, '{compressedSize: 4kB}')
    expect([document.depth, document.verdict]).toEqual(['layers', 'fail'])
  })
})

describe('platforms', () => {
  const PLATFORMS = 'platforms: [linux/arm64, linux/s390x, linux/amd64]'

  test('are all gated, by one index, and one that is missing fails its rule', async () => {
    await using app = await serve(['amd64', 'arm64'])
    const document = await gate(app.name, '{layerCount: 2}', { rest: PLATFORMS })
    expect(document.verdict).toBe('fail')
    expect(document.images.map(({ platform, verdict }) => [platform?.architecture, verdict])).toEqual([
      ['amd64', 'pass'],
      ['arm64', 'pass'],
      ['s390x', 'fail'],
    ])
    expect(document.images.at(-1)!.results).toMatchObject([
      {
        budget: 'platforms',
        subject: 'linux/s390x',
        outcome: 'fail',
        message: expect.stringContaining('it has linux/amd64, linux/arm64'),
        origin: 'x.yaml:1:26',
      },
    ])
    expect(app.paths().filter((path) => path.endsWith('/1.0'))).toHaveLength(1)
    expect(document.fetched.requests).toBe(3)
  })

  test('that may be missing warn', async () => {
    const { reference } = await writeImages(['amd64', 'arm64'])
    const rest = 'platforms: [linux/amd64, {match: linux/s390x, level: warn}]'
    const document = await gate(reference, '{layerCount: 2}', { rest })
    expect([document.verdict, outcomes(document)]).toEqual([
      'warn',
      [
        ['platforms', 'linux/amd64', 'pass'],
        ['layerCount', null, 'pass'],
        ['platforms', 'linux/s390x', 'warn'],
      ],
    ])
  })

  test('are missing of a lone image that is for another', async () => {
    const { reference } = await writeImages(['amd64'])
    const document = await gate(reference, '{}', { rest: 'platforms: [linux/arm64]' })
    expect(outcomes(document)).toEqual([['platforms', 'linux/arm64', 'fail']])
  })

  test('do not stand for an image that is not there', async () => {
    await using app = await serve(['amd64'], { fault: notFound })
    await expect(gate(app.name, '{}', { rest: PLATFORMS })).rejects.toThrow(NotFoundError)
  })
})

describe('a baseline', () => {
  const GROWTH = '{layerCount: 2, compressedSize: +5%}'

  test('that is an image is read no deeper than the budgets need', async () => {
    await using before = await serve(['amd64', 'arm64'])
    await using after = await serve(['amd64', 'arm64'], { bytes: 51_000 })
    const document = await gate(after.name, GROWTH, { baseline: before.name })
    expect([document.verdict, document.fetched.requests, document.depth]).toEqual(['pass', 4, 'manifest'])
    expect(document.images[0]).toMatchObject({
      baseline: { reference: before.name, digest: before.manifests[0]!.digest, from: before.name },
      growth: null,
    })
  })

  test('is of one index for all platforms', async () => {
    await using before = await serve(['amd64', 'arm64'])
    const { reference } = await writeImages(['amd64', 'arm64'], 51_000)
    const rest = 'platforms: [linux/amd64, linux/arm64]'
    const { images } = await gate(reference, GROWTH, { baseline: before.name, rest })
    const digests = before.manifests.map(({ digest }) => digest)
    expect(images.map(({ baseline }) => baseline?.digest)).toEqual(digests)
    expect(before.paths().filter((path) => path.endsWith('/1.0'))).toHaveLength(1)
  })

  test('that is outgrown is read, to say what grew', async () => {
    await using before = await serve(['amd64', 'arm64'])
    await using after = await serve(['amd64', 'arm64'], { bytes: 60_000 })
    const document = await gate(after.name, GROWTH, { baseline: before.name })
    expect([document.verdict, document.depth]).toEqual(['fail', 'layers'])
    expect(document.images[0]!.growth).toMatchObject({
      contentBytes: 10_000,
      causes: [{ path: '/noise', bytes: 10_000 }],
    })
    // the small layer is the same in both
    const blobs = [...before.paths(), ...after.paths()].filter((path) => path.includes('/blobs/'))
    expect(blobs).toHaveLength(2 + 3)
  })

  test('whose tag moves meanwhile is the image that it was at first, by its digest', async () => {
    const { directory, manifests, layout } = await writeImages(['amd64'])
    const moved = await writeImage(layout, 'amd64', 70_000)
    await using registry = await startFaultyRegistry(directory, ({ path, response }) => {
      if (path.endsWith('/1.0')) response.once('finish', () => layout.writeIndex([moved]))
      return false
    })
    await using after = await serve(['amd64'], { bytes: 60_000 })
    const measure = () => gate(after.name, GROWTH, { baseline: `${registry.host}/app:1.0` })
    const first = await measure()
    expect([first.verdict, first.images[0]!.growth?.contentBytes]).toEqual(['fail', 10_000])
    expect(first.images[0]!.baseline?.digest).toBe(manifests[0]!.digest)
    const second = await measure()
    expect([second.verdict, second.images[0]!.baseline?.digest]).toEqual(['pass', moved.digest])
  })

  test.for([
    ['is a file that is not there', () => join(scratch, 'none.json')],
    ['is an image that its layout does not have', () => `oci:${scratch}/none`],
  ] as const)('that %s passes what needs none, with a note', async ([_, baseline]) => {
    const { reference } = await writeImages(['amd64'])
    const document = await gate(reference, GROWTH, { baseline: baseline() })
    expect([document.verdict, outcomes(document)]).toEqual([
      'pass',
      [
        ['compressedSize', null, 'skip'],
        ['layerCount', null, 'pass'],
      ],
    ])
    expect(document.notes).toEqual([expect.stringMatching(/^Growth is not judged: there is no baseline yet: .*none/)])
  })

  test('that its registry does not have passes what needs none, with a note', async () => {
    await using app = await serve(['amd64'], { fault: notFound })
    const { reference } = await writeImages(['amd64'])
    const document = await gate(reference, GROWTH, { baseline: app.name })
    expect([document.verdict, document.images[0]!.baseline]).toEqual(['pass', null])
    expect(document.notes).toEqual([expect.stringMatching(/^Growth is not judged: there is no baseline yet: /)])
    await expect(gate(app.name, GROWTH)).rejects.toThrow(UnavailableError)
  })

  test.for([
    ['401 without a way to log in', 401, {}],
    ['401 that asks for a password', 401, { 'www-authenticate': 'Basic realm="x"' }],
    ['403', 403, {}],
  ] as const)('that may not be read (%s) passes what needs none, with a note', async ([_, status, headers]) => {
    await using app = await serve(['amd64'], { fault: deny(status, headers) })
    const { reference } = await writeImages(['amd64'])
    const document = await gate(reference, GROWTH, { baseline: app.name })
    expect([document.verdict, document.images[0]!.baseline]).toEqual(['pass', null])
    expect(document.notes).toEqual([expect.stringMatching(/^Growth is not judged: the baseline .* may not be read: /)])
    // absolute budgets hold nevertheless
    expect((await gate(reference, '{layerCount: 1, compressedSize: +5%}', { baseline: app.name })).verdict).toBe('fail')
    // the image itself must be readable
    await expect(gate(app.name, GROWTH)).rejects.toThrow(UnavailableError)
  })

  test('whose token server lets nobody in passes what needs none, with a note', async () => {
    const fault: Fault = ({ request, response, path }) => {
      if (path.startsWith('/token')) response.writeHead(401).end()
      else {
        const realm = `http://${request.headers.host}/token`
        response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="x"` }).end()
      }
      return true
    }
    await using app = await serve(['amd64'], { fault })
    const { reference } = await writeImages(['amd64'])
    const document = await gate(reference, GROWTH, { baseline: app.name })
    expect([document.verdict, document.notes]).toEqual(['pass', [expect.stringContaining('may not be read')]])
    await expect(gate(app.name, GROWTH)).rejects.toThrow(UnavailableError)
  })

  test('in a registry that is down is no answer', async () => {
    const { reference } = await writeImages(['amd64'])
    const baseline = `127.0.0.1:${await freePort()}/app:1.0`
    await expect(gate(reference, GROWTH, { baseline })).rejects.toThrow(UnavailableError)
  })

  test('that lacks the platform is none for it', async () => {
    const { reference } = await writeImages(['amd64', 'arm64'])
    const { reference: baseline } = await writeImages(['amd64'], 51_000)
    const document = await gate(reference, GROWTH, { baseline, rest: 'platforms: [linux/amd64, linux/arm64]' })
    expect(document.images.map(({ baseline: found }) => found === null)).toEqual([false, true])
    expect(document.notes).toEqual([expect.stringContaining('has no image for linux/arm64')])
  })

  test('in another registry is not reached with a name and a password, which are for one', async () => {
    const rules = parseConfig(`budgets: ${GROWTH}`, 'x.yaml').rules
    const request = {
      image: 'one.example/app:1',
      config: null,
      baseline: 'two.example/app:1',
      rules,
      today: '2026-11-21',
    }
    const gating = gateImage(request, { ...OPTIONS, username: 'me', password: 'secret' })
    await expect(gating).rejects.toThrow(/^--username is for one registry, .* one\.example and two\.example/)
  })

  test('that is the image itself is noted', async () => {
    const { reference } = await writeImages(['amd64'])
    const { notes } = await gate(reference, GROWTH, { baseline: reference })
    expect(notes).toEqual([expect.stringContaining('the very image')])
  })

  test('that nobody named is missed where growth is to be judged', async () => {
    const { reference } = await writeImages(['amd64'])
    expect((await gate(reference, GROWTH)).notes).toEqual([expect.stringContaining('no baseline is named')])
    expect((await gate(reference, '{layerCount: 2}')).notes).toEqual([])
  })

  test('does not take a verdict back whose cause can no longer be read', async () => {
    const { reference: baseline } = await writeImages(['amd64'])
    const after = await writeImages(['amd64'], 60_000)
    for (const { digest } of layersOf(after.layout, after.manifests[0]!)) rmSync(after.layout.pathOf(digest))
    const document = await gate(after.reference, GROWTH, { baseline })
    expect([document.verdict, document.depth]).toEqual(['fail', 'manifest'])
    expect(document.notes).toEqual([expect.stringMatching(/^What grew cannot be explained: /)])
  })
})

test('without any rule there is nothing to check', async () => {
  await expect(gate('oci:not-even-looked-at', '{}')).rejects.toThrow(UsageError)
})

test('an image that is not there is no answer', async () => {
  await expect(gate(`oci:${scratch}/none`, '{layerCount: 1}')).rejects.toThrow(NotFoundError)
})

const notFound: Fault = ({ response }) => {
  response.writeHead(404).end()
  return true
}

function deny(status: number, headers: Readonly<Record<string, string>>): Fault {
  return ({ response }) => {
    response.writeHead(status, headers).end()
    return true
  }
}

function layersOf(layout: LayoutBuilder, manifest: WrittenDescriptor): readonly WrittenDescriptor[] {
  return (JSON.parse(layout.read(manifest.digest).toString()) as { layers: WrittenDescriptor[] }).layers
}

/** The bytes of what a registry has at a path. */
function answerSize({ layout, named }: Awaited<ReturnType<typeof writeImages>>, path: string): number {
  return layout.read(/sha256:[0-9a-f]{64}$/.exec(path)?.[0] ?? named.digest).length
}
