import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { type LayoutBuilder, tagged, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { BrokenImageError, LimitError, UnavailableError } from '../../src/errors.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { toDigest } from '../../src/oci/digest.ts'
import { openRegistryImage } from '../../src/sources/registry.ts'
import { registryReferrers } from '../../src/sources/registry-referrers.ts'
import { attach, CYCLONEDX, type ListedDescriptor, SPDX, STATEMENT, statement } from '../support/referrers.ts'
import { createClient, failureOf } from './support/client.ts'
import { startFaultyRegistry } from './support/faulty-registry.ts'
import { push } from './support/push.ts'
import { startRegistryWithSample } from './support/registry-and-sample.ts'
import { type SampleImage, writeSampleImage } from './support/sample-image.ts'
import { skopeoPush } from './support/skopeo.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'
const SPDX_JSON = 'application/spdx+json'

function tagOf({ digest }: WrittenDescriptor): string {
  return digest.replace(':', '-')
}

function spdx(layout: LayoutBuilder, subject: WrittenDescriptor | null, content = SPDX): ListedDescriptor {
  return attach(layout, { subject, artifactType: SPDX_JSON, documents: [{ content, mediaType: SPDX_JSON }] })
}

/** What is beside an image, each document read. Nothing of the machine that the test runs on is seen. */
async function look(reference: string) {
  const options = { platform: 'linux/amd64', limits: DEFAULT_LIMITS, env: { HOME: '/nonexistent' } }
  const image = await openRegistryImage(reference, options)
  try {
    const texts: { kind: string; found: string; subject: string; text: string }[] = []
    for (const { kind, found, subject, read } of await image.referrers()) {
      texts.push({ kind, found, subject, text: String(await read()) })
    }
    return texts
  } finally {
    await image.close()
  }
}

describe('a docker-registry, which has no referrers API', () => {
  test('tells by the referrers tag', async (context) => {
    await using registry = await startRegistryWithSample(context)
    const { layout, manifest } = registry.sample
    const { path } = registry
    const name = `${registry.host}/test/image`
    await skopeoPush(path, name)
    const listed = [spdx(layout, manifest), spdx(layout, manifest, CYCLONEDX)]
    await push(layout, layout.nestedIndex(listed), name, tagOf(manifest))
    const common = { kind: 'sbom', found: 'referrers-tag', subject: manifest.digest }
    const expected = [SPDX, CYCLONEDX].map((text) => ({ ...common, text }))
    expect(await look(name)).toEqual(expect.arrayContaining(expected))
    expect(await look(`${name}@${manifest.digest}`)).toHaveLength(2)
  })

  test("tells by cosign's tags", async (context) => {
    await using registry = await startRegistryWithSample(context)
    const { layout, manifest } = registry.sample
    const { path } = registry
    const name = `${registry.host}/test/image`
    await skopeoPush(path, name)
    const kinds = { sig: 'signature', att: 'provenance', sbom: 'sbom' }
    const documents = {
      sig: { content: '{}', mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' },
      att: { content: statement('https://slsa.dev/provenance/v1', {}), mediaType: STATEMENT },
      sbom: { content: SPDX, mediaType: 'text/spdx+json' },
    }
    for (const [suffix, document] of Object.entries(documents)) {
      await push(layout, attach(layout, { subject: null, documents: [document] }), name, `${tagOf(manifest)}.${suffix}`)
    }
    const found = await look(name)
    expect(found.map(({ kind }) => kind).sort()).toEqual(Object.values(kinds).sort())
    for (const one of found) expect(one).toMatchObject({ found: 'cosign-tag', subject: manifest.digest })
  })

  test('has attestations of BuildKit in the index, and what is about the index', async (context) => {
    await using registry = await startRegistryWithSample(context)
    const { layout, manifest } = registry.sample
    const { path } = registry
    const name = `${registry.host}/test/image`
    const index = layout.nestedIndex([
      { ...manifest, platform: { os: 'linux', architecture: 'amd64' } },
      layout.attestation(manifest),
    ])
    layout.writeIndex([tagged(index, 'latest')])
    await skopeoPush(path, name, '--all')
    await push(layout, layout.nestedIndex([spdx(layout, index)]), name, tagOf(index))
    expect((await look(name)).map(({ found, subject }) => [found, subject]).sort()).toEqual([
      ['index', manifest.digest],
      ['referrers-tag', index.digest],
    ])
    expect(await look(`${name}@${manifest.digest}`)).toEqual([])
  })

  test('says nothing where nothing is', async (context) => {
    await using registry = await startRegistryWithSample(context)
    const name = `${registry.host}/test/image`
    await skopeoPush(registry.path, name)
    expect(await look(name)).toEqual([])
  })
})

/** How the registry of these tests answers, beside giving its image. */
interface Answers {
  /** Answers a request for the referrers of the image. */
  readonly api?: (response: ServerResponse, query: URLSearchParams, sample: SampleImage) => void
  /** The manifest or index under a tag made of a digest; a status where there is none. */
  readonly tags?: (tag: string, sample: SampleImage) => WrittenDescriptor | number
}

describe('a registry', () => {
  async function setUp({ api = (response) => response.writeHead(404).end(), tags = () => 404 }: Answers) {
    await using resources = new AsyncDisposableStack()
    const { path } = resources.use(await temporaryDirectory())
    const sample = await writeSampleImage(path)
    const server = await startFaultyRegistry(path, ({ path: asked, response }) => {
      const { pathname, searchParams } = new URL(asked, 'http://registry')
      if (pathname === `/v2/test/image/referrers/${sample.manifest.digest}`) {
        api(response, searchParams, sample)
        return true
      }
      const [, tag] = /\/manifests\/(sha256-.*)$/.exec(pathname) ?? []
      if (tag === undefined) return false
      const answer = tags(tag, sample)
      if (typeof answer === 'number') response.writeHead(answer).end()
      else response.writeHead(200, { 'content-type': answer.mediaType }).end(sample.layout.read(answer.digest))
      return true
    })
    resources.use(server)
    const { client } = resources.use(createClient(server.host))
    const kept = resources.move()
    return {
      ...sample,
      name: `${server.host}/test/image`,
      requests: server.requests,
      /** Asks without ever waiting between attempts. */
      list: (limit = 100) => registryReferrers(client, toDigest(sample.manifest.digest, 'the test'), limit, undefined),
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    }
  }

  function answerIndex(response: ServerResponse, manifests: readonly unknown[], link?: string): void {
    response.writeHead(200, { 'content-type': INDEX, ...(link !== undefined && { link }) })
    response.end(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }))
  }

  /** The referrers tag, and nothing under any other. */
  const underTag: Answers['tags'] = (tag, { layout, manifest }) =>
    tag === tagOf(manifest) ? layout.nestedIndex([spdx(layout, manifest)]) : 404

  test('with a referrers API is believed, and its referrers tag is not asked for', async () => {
    await using registry = await setUp({
      api: (response, _, { layout, manifest }) => answerIndex(response, [spdx(layout, manifest)]),
      tags: underTag,
    })
    expect(await look(registry.name)).toEqual([
      { kind: 'sbom', found: 'referrers', subject: registry.manifest.digest, text: SPDX },
    ])
    const paths = registry.requests.map(({ path }) => path)
    expect(paths).not.toContain(`/v2/test/image/manifests/${tagOf(registry.manifest)}`)
  })

  test('is asked for nothing of all this before somebody wants it', async () => {
    await using registry = await setUp({})
    const image = await openRegistryImage(registry.name, { limits: DEFAULT_LIMITS, env: { HOME: '/nonexistent' } })
    await image.layers()
    await image.close()
    expect(registry.requests.filter(({ path }) => /referrers|sha256-/.test(path))).toEqual([])
  })

  test.each([
    ['relative', (query: string) => `<?${query}>; rel="next"`],
    ['of another host, as behind a proxy', (query: string) => `<https://inside.example/v2/x?${query}>;rel=next`],
    [
      'among others',
      (query: string) => `</v2/?page=9>; rel="first", <https://x/?${query}>; title="a"; rel="next", </v2/>; rel="last"`,
    ],
  ])('may answer in pages, with links %s', async (_, link) => {
    const all = (layout: LayoutBuilder, manifest: WrittenDescriptor) =>
      ['1', '2', '3'].map((text) => spdx(layout, manifest, text))
    await using registry = await setUp({
      api: (response, query, { layout, manifest }) => {
        const page = Number(query.get('page') ?? 0)
        answerIndex(response, [all(layout, manifest)[page]], page < 2 ? link(`page=${page + 1}`) : undefined)
      },
    })
    expect((await look(registry.name)).map(({ text }) => text).sort()).toEqual(['1', '2', '3'])
  })

  test('is not believed where a manifest is about something else', async () => {
    await using registry = await setUp({
      api: (response, _, { layout }) =>
        answerIndex(response, [spdx(layout, null), spdx(layout, layout.json({}, 'a/b'))]),
    })
    expect(await look(registry.name)).toEqual([])
  })

  test.each([400, 404, 405, 406, 501])('that answers %i has no referrers API: the tag tells', async (status) => {
    await using registry = await setUp({ api: (response) => response.writeHead(status).end(), tags: underTag })
    expect(await look(registry.name)).toMatchObject([{ found: 'referrers-tag', text: SPDX }])
  })

  test.each([
    ['a web page', 200, 'text/html'],
    ['a web page for 404', 404, 'text/html'],
    ['something else', 200, 'text/plain'],
  ])('that answers with %s has no referrers API either', async (_, status, type) => {
    await using registry = await setUp({
      api: (response) => response.writeHead(status, { 'content-type': type }).end('Hello'),
      tags: underTag,
    })
    expect(await look(registry.name)).toMatchObject([{ found: 'referrers-tag' }])
  })

  test.each([401, 403])(
    'that denies the API (%i) may still have the tag, or say that there is none',
    async (status) => {
      const api: Answers['api'] = (response) => response.writeHead(status).end()
      await using full = await setUp({ api, tags: underTag })
      expect(await look(full.name)).toMatchObject([{ found: 'referrers-tag' }])
      await using empty = await setUp({ api })
      expect(await look(empty.name)).toEqual([])
    },
  )

  test('that denies the API and the tag is not taken to have nothing', async () => {
    await using registry = await setUp({ api: (response) => response.writeHead(403).end(), tags: () => 403 })
    const error = await failureOf(look(registry.name))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/gives no access to the referrers of image test\/image@sha256:/)
  })

  test('may deny tags that it does not have', async () => {
    await using registry = await setUp({ api: (response) => answerIndex(response, []), tags: () => 403 })
    expect(await look(registry.name)).toEqual([])
  })

  /** The sample image in an index, with an attestation manifest and another image. */
  function intoIndex({ layout, manifest }: SampleImage) {
    const attestation = layout.attestation(manifest)
    const other = { ...layout.image({ layers: [] }), platform: { os: 'linux', architecture: 'arm64' } }
    const own = { ...manifest, platform: { os: 'linux', architecture: 'amd64' } }
    const index = layout.nestedIndex([own, attestation, other])
    layout.writeIndex([index])
    return { index, attestation, other }
  }

  test('may take the tag for the digest that it is made of, and give the subject itself', async () => {
    await using registry = await setUp({
      tags: (tag, sample) => [sample.manifest, intoIndex(sample).index].find((named) => tag === tagOf(named)) ?? 404,
    })
    const { other } = intoIndex(registry)
    expect(await look(registry.name)).toMatchObject([{ found: 'index', subject: registry.manifest.digest }])
    expect(registry.requests.map(({ path }) => path)).not.toContain(`/v2/test/image/manifests/${other.digest}`)
  })

  test('may list what the index has too: it is found there', async () => {
    await using registry = await setUp({
      api: (response, _, sample) => answerIndex(response, [intoIndex(sample).attestation]),
    })
    intoIndex(registry)
    expect(await look(registry.name)).toMatchObject([{ found: 'index' }])
  })

  test('that is out of order is asked again, and then given up with its words', async () => {
    let asked = 0
    await using registry = await setUp({
      api: (response) => response.writeHead(asked++ < 5 ? 500 : 404).end(),
    })
    const error = await failureOf(registry.list())
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/500 Internal Server Error when asked for the referrers of .* after 5 attempts/)
    expect(await registry.list()).toEqual([])
  })

  test.each([
    ['is no JSON', (response: ServerResponse) => response.writeHead(200, { 'content-type': INDEX }).end('Hello')],
    ['is no index', (response: ServerResponse) => response.writeHead(200, { 'content-type': INDEX }).end('{}')],
    ['names no digest', (response: ServerResponse) => answerIndex(response, [{ mediaType: 'a/b', size: 1 }])],
    ['leads back to itself', (response: ServerResponse) => answerIndex(response, [], '<?page=1>; rel="next"')],
  ])('whose list %s is broken', async (_, api) => {
    await using registry = await setUp({ api })
    const error = await failureOf(registry.list())
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toMatch(/^The list of referrers of test\/image@sha256:/)
  })

  test.each([
    ['pages without end', [], '<?page=%>; rel="next"'],
    ['a list of more than is allowed', Array.from({ length: 11 }, (_, i) => i), undefined],
  ])('with %s passes a limit', async (_, items, link) => {
    let pages = 0
    await using registry = await setUp({
      api: (response, __, { manifest }) =>
        answerIndex(
          response,
          Array.from(items, () => manifest),
          link?.replace('%', `${pages++}`),
        ),
    })
    const error = await failureOf(registry.list(10))
    expect(error).toBeInstanceOf(LimitError)
    expect(error.message).toMatch(/more than 10 entries; raise the limit with --max-referrers/)
    expect(pages).toBeLessThan(20)
  })

  test('whose list ends in the middle is not taken to be done', async () => {
    await using registry = await setUp({
      api: (response, query, { manifest }) =>
        query.has('page') ? response.writeHead(404).end() : answerIndex(response, [manifest], '<?page=1>; rel="next"'),
    })
    const error = await failureOf(registry.list())
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/is incomplete/)
  })
})
