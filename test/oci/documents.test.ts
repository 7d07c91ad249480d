import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenImageError, ImgpeekError, UnavailableError } from '../../src/errors.ts'
import { parseImageConfig } from '../../src/oci/config.ts'
import { embeddedContent } from '../../src/oci/descriptor.ts'
import { parseImageIndex } from '../../src/oci/image-index.ts'
import { parseManifest } from '../../src/oci/manifest.ts'
import { MediaType, manifestKind } from '../../src/oci/media-types.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const CONFIG = { mediaType: MediaType.ociConfig, digest: DIGEST, size: 2 }
const LAYER = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: DIGEST, size: 3 }
const MANIFEST = { schemaVersion: 2, mediaType: MediaType.ociManifest, config: CONFIG, layers: [LAYER] }

function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** The message of the error that a broken document gives. */
function refusal(parse: () => unknown): string {
  try {
    parse()
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenImageError)
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}

describe('parseManifest', () => {
  test('keeps the fields of every descriptor', () => {
    const foreign = { ...LAYER, urls: ['https://example.com/layer'], annotations: { a: 'b' } }
    const manifest = parseManifest(bytes({ ...MANIFEST, layers: [LAYER, foreign], subject: CONFIG }), 'm')
    expect(manifest).toEqual({
      mediaType: MediaType.ociManifest,
      config: CONFIG,
      layers: [LAYER, foreign],
      annotations: {},
      subject: CONFIG,
    })
  })

  test('a manifest that does not state its media type is an OCI one', () => {
    const { mediaType: _, ...unstated } = MANIFEST
    expect(parseManifest(bytes(unstated), 'm').mediaType).toBe(MediaType.ociManifest)
  })

  test.each([
    [{ ...MANIFEST, schemaVersion: 1 }, 'm: "schemaVersion" is 1, not 2.'],
    [{ ...MANIFEST, config: null }, 'm: "config" is missing, not a descriptor.'],
    [{ ...MANIFEST, layers: undefined }, 'm: "layers" is missing, not an array.'],
    [{ ...MANIFEST, layers: [LAYER, 7] }, 'm: "layers[1]" is 7, not an object.'],
    [{ ...MANIFEST, layers: [{ ...LAYER, size: -1 }] }, 'm: "layers[0].size" is -1, not a number of bytes.'],
    [
      { ...MANIFEST, layers: [{ ...LAYER, size: 2 ** 60 }] },
      `m: "layers[0].size" is ${2 ** 60}, not a number of bytes.`,
    ],
    [{ ...MANIFEST, layers: [{ ...LAYER, size: '3' }] }, 'm: "layers[0].size" is "3", not a whole number.'],
    [{ ...MANIFEST, layers: [{ ...LAYER, urls: 'x' }] }, 'm: "layers[0].urls" is "x", not an array.'],
    [
      { ...MANIFEST, config: { ...CONFIG, digest: 'sha256:../../etc/passwd' } },
      'm: "config.digest" holds "sha256:../../etc/passwd", which is not a sha256 or sha512 digest.',
    ],
    [{ ...MANIFEST, annotations: { a: 1 } }, 'm: "annotations.a" is 1, not a string.'],
    [[], 'm is an array, not a JSON object.'],
  ])('names the field that is wrong: %#', (document, message) => {
    expect(refusal(() => parseManifest(bytes(document), 'm'))).toBe(message)
  })

  test('an annotation named __proto__ is one like any other', () => {
    const text = JSON.stringify(MANIFEST).replace(/}$/, ',"annotations":{"__proto__":"x"}}')
    const { annotations } = parseManifest(Buffer.from(text), 'm')
    expect(Object.entries(annotations)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(annotations)).toBe(Object.prototype)
  })
})

describe('parseImageIndex', () => {
  test('reads platforms, and null for an empty list', () => {
    const platform = { os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348.1' }
    const entry = { ...CONFIG, mediaType: MediaType.ociManifest, platform }
    expect(parseImageIndex(bytes({ schemaVersion: 2, manifests: [entry] }), 'i').manifests).toEqual([entry])
    expect(parseImageIndex(bytes({ schemaVersion: 2, manifests: null }), 'i').manifests).toEqual([])
  })
})

describe('manifestKind', () => {
  test('follows the stated media type, the descriptor and the shape, in this order', () => {
    expect(manifestKind(bytes(MANIFEST), 'm')).toBe('manifest')
    expect(manifestKind(bytes({ manifests: [] }), 'm')).toBe('index')
    expect(manifestKind(bytes({}), 'm', MediaType.dockerManifestList)).toBe('index')
    expect(manifestKind(bytes({ config: {}, layers: [] }), 'm', 'text/plain')).toBe('manifest')
  })

  test.each([
    { schemaVersion: 1, name: 'library/old', fsLayers: [] },
    { mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
  ])('refuses schema 1 with a sentence: %#', (document) => {
    expect(refusal(() => manifestKind(bytes(document), 'The manifest of old:1'))).toMatch(
      /^The manifest of old:1 is a schema 1 manifest, .*\.$/,
    )
  })

  test('refuses what could be read as two kinds', () => {
    expect(refusal(() => manifestKind(bytes({ ...MANIFEST, manifests: [] }), 'm'))).toMatch(/ambiguous/)
    expect(refusal(() => manifestKind(bytes({ mediaType: MediaType.ociIndex, layers: [] }), 'm'))).toMatch(
      /another kind/,
    )
    expect(refusal(() => manifestKind(bytes({ hello: 1 }), 'm'))).toMatch(/not a manifest/)
  })

  test('says that an artifact is no image', () => {
    const artifact = { mediaType: 'application/vnd.oci.artifact.manifest.v1+json', blobs: [] }
    expect(() => manifestKind(bytes(artifact), 'm')).toThrow(UnavailableError)
  })
})

describe('parseImageConfig', () => {
  test('reads all that a container is run with', () => {
    const config = parseImageConfig(
      bytes({
        architecture: 'arm64',
        os: 'linux',
        variant: 'v8',
        created: '2024-09-06T12:00:00.123456789Z',
        config: {
          Entrypoint: ['/entry'],
          Cmd: ['a'],
          Env: ['A=b'],
          User: '65532',
          WorkingDir: '/w',
          ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
          Volumes: { '/data': {} },
          Labels: { a: 'b' },
          StopSignal: 'SIGINT',
          Healthcheck: { Test: ['CMD', 'x'], Interval: 30_000_000_000, Retries: 3, Timeout: 0 },
          Shell: ['/bin/bash', '-c'],
          ArgsEscaped: true,
          OnBuild: null,
        },
        rootfs: { type: 'layers', diff_ids: [DIGEST] },
        history: [
          { created: '2024-09-06T12:00:00+02:00', created_by: 'RUN x', comment: 'c', author: 'a' },
          { empty_layer: true },
        ],
      }),
      'c',
    )
    expect(config).toEqual({
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2024-09-06T12:00:00.123456789Z',
      config: {
        entrypoint: ['/entry'],
        cmd: ['a'],
        env: ['A=b'],
        user: '65532',
        workingDir: '/w',
        exposedPorts: ['443/tcp', '80/tcp'],
        volumes: ['/data'],
        labels: { a: 'b' },
        stopSignal: 'SIGINT',
        healthcheck: { test: ['CMD', 'x'], interval: 30_000_000_000, retries: 3 },
        shell: ['/bin/bash', '-c'],
      },
      diffIds: [DIGEST],
      history: [
        { created: '2024-09-06T12:00:00+02:00', createdBy: 'RUN x', comment: 'c', author: 'a', emptyLayer: false },
        { created: null, createdBy: '', comment: '', author: '', emptyLayer: true },
      ],
    })
  })

  test('null and absence are the same everywhere', () => {
    const nothing = parseImageConfig(bytes({}), 'c')
    const nulls = {
      Entrypoint: null,
      Cmd: null,
      Env: null,
      User: null,
      WorkingDir: null,
      ExposedPorts: null,
      Volumes: null,
      Labels: null,
      StopSignal: null,
      Healthcheck: null,
      Shell: null,
    }
    const written = {
      architecture: null,
      os: null,
      created: null,
      config: nulls,
      rootfs: { type: 'layers', diff_ids: null },
      history: null,
    }
    expect(parseImageConfig(bytes(written), 'c')).toEqual(nothing)
    expect(nothing.platform).toEqual({ os: 'unknown', architecture: 'unknown' })
  })

  test('a command line may be one string, as the first Dockers wrote it', () => {
    expect(parseImageConfig(bytes({ config: { Cmd: '/bin/sh' } }), 'c').config.cmd).toEqual(['/bin/sh'])
  })

  test.each([
    [{ config: { Env: 'A=b' } }, 'c: "config.Env" is "A=b", not an array.'],
    [{ config: { Labels: { a: {} } } }, 'c: "config.Labels.a" is an object, not a string.'],
    [
      { rootfs: { diff_ids: [DIGEST, 'x'] } },
      'c: "rootfs.diff_ids[1]" holds "x", which is not a sha256 or sha512 digest.',
    ],
    [{ rootfs: { type: 'zip' } }, 'c: "rootfs.type" is "zip", not "layers".'],
    [{ created: 'yesterday' }, 'c: "created" is "yesterday", not a time as RFC 3339 writes it.'],
    [{ history: [{ empty_layer: 'no' }] }, 'c: "history[0].empty_layer" is "no", not true or false.'],
  ])('names the field that is wrong: %#', (document, message) => {
    expect(refusal(() => parseImageConfig(bytes(document), 'c'))).toBe(message)
  })
})

describe('embeddedContent', () => {
  test('gives what a descriptor embeds, if it is as long as it says', () => {
    const descriptor = { ...parseManifest(bytes(MANIFEST), 'm').config, data: 'e30=' }
    expect(Buffer.from(embeddedContent(descriptor)!).toString()).toBe('{}')
    expect(refusal(() => embeddedContent({ ...descriptor, size: 9 }))).toMatch(/embeds 2 bytes/)
    expect(embeddedContent({ ...descriptor, data: undefined })).toBeUndefined()
  })
})

describe('any bytes', () => {
  /** Documents that are right but for one field somewhere, which is anything. */
  const altered = fc
    .tuple(
      fc.constantFrom<unknown>(
        MANIFEST,
        { schemaVersion: 2, manifests: [CONFIG] },
        { config: { Cmd: [] }, rootfs: { diff_ids: [DIGEST] } },
      ),
      fc.nat(),
      fc.jsonValue(),
    )
    .map(([document, position, value]) => {
      let field = 0
      return JSON.stringify(document, (key, old: unknown) => (key !== '' && field++ === position % 12 ? value : old))
    })
    .map((text) => Buffer.from(text))
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    altered,
  )

  test.each([
    ['parseManifest', parseManifest],
    ['parseImageIndex', parseImageIndex],
    ['parseImageConfig', parseImageConfig],
    ['manifestKind', manifestKind],
  ] as [string, (bytes: Uint8Array, where: string) => unknown][])(
    '%s reads them or refuses them with a sentence',
    (_, parse) => {
      fc.assert(
        fc.property(anything, (document) => {
          try {
            parse(document, 'the document')
          } catch (error) {
            if (!(error instanceof ImgpeekError)) throw error
            expect(error.message).toMatch(/^the document.*\.$/s)
          }
        }),
        { numRuns: 300 },
      )
    },
  )
})
