import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chiselCataloger } from '../../../src/catalogers/packages/chisel.ts'
import { readChiselManifest } from '../../../src/catalogers/packages/chisel-manifest.ts'
import { LimitError } from '../../../src/errors.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const MANIFEST = '/var/lib/chisel/manifest.wall'

const LINES = [
  '{"kind":"content","slice":"base-files_base","path":"/bin/"}',
  '{"kind":"content","slice":"libssl3_libs","path":"/usr/lib/x86_64-linux-gnu/libcrypto.so.3"}',
  '{"kind":"content","slice":"libssl3_libs","path":"/usr/lib/x86_64-linux-gnu/libssl.so.3"}',
  '{"kind":"content","slice":"libssl3_copyright","path":"/usr/share/doc/libssl3/copyright"}',
  '{"kind":"package","name":"base-files","version":"13ubuntu10","sha256":"3eb1","arch":"amd64"}',
  '{"kind":"package","name":"libssl3","version":"3.0.13-0ubuntu3.4","sha256":"cb47","arch":"amd64"}',
  '{"kind":"path","path":"/bin/","mode":"0755","slices":["base-files_base"]}',
  '{"kind":"slice","name":"base-files_base"}',
  '{"kind":"slice","name":"base-files_bin"}',
  '{"kind":"slice","name":"libssl3_copyright"}',
  '{"kind":"slice","name":"libssl3_libs"}',
]

function manifest(lines: readonly string[] = LINES): Buffer {
  return zstdCompressSync([`{"jsonwall":"1.0","schema":"1.0","count":${lines.length + 1}}`, ...lines, ''].join('\n'))
}

function packagesOf(layers: Record<string, LayerFile>[]) {
  const image = conclusionOf({
    os: { id: 'ubuntu', idLike: [], versionId: '24.04', versionCodename: null, prettyName: null, variantId: null },
  })
  return { packages: chiselCataloger.conclude(treeOf(layers, chiselCataloger), image), warnings: image.warnings }
}

describe('the chisel cataloger', () => {
  it('reads packages with the slices cut from them and the paths of those', () => {
    const { packages, warnings } = packagesOf([
      { [MANIFEST]: manifest(), '/usr/share/doc/libssl3/copyright': 'Format: x\nFiles: *\nLicense: Apache-2.0\n' },
    ])
    expect(warnings).toEqual([])
    expect(packages).toEqual([
      {
        type: 'chisel',
        name: 'base-files',
        version: '13ubuntu10',
        architecture: 'amd64',
        source: null,
        licenses: [],
        purl: 'pkg:deb/ubuntu/base-files@13ubuntu10?arch=amd64&distro=ubuntu-24.04',
        paths: ['/bin'],
        slices: ['base', 'bin'],
        slicePaths: { base: ['/bin'] },
        database: MANIFEST,
        layer: 0,
        dependencies: [],
      },
      {
        type: 'chisel',
        name: 'libssl3',
        version: '3.0.13-0ubuntu3.4',
        architecture: 'amd64',
        source: null,
        licenses: ['Apache-2.0'],
        purl: 'pkg:deb/ubuntu/libssl3@3.0.13-0ubuntu3.4?arch=amd64&distro=ubuntu-24.04',
        paths: [
          '/usr/lib/x86_64-linux-gnu/libcrypto.so.3',
          '/usr/lib/x86_64-linux-gnu/libssl.so.3',
          '/usr/share/doc/libssl3/copyright',
        ],
        slices: ['copyright', 'libs'],
        slicePaths: {
          copyright: ['/usr/share/doc/libssl3/copyright'],
          libs: ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3', '/usr/lib/x86_64-linux-gnu/libssl.so.3'],
        },
        database: MANIFEST,
        layer: 0,
        dependencies: [],
      },
    ])
  })

  it('finds a manifest wherever it was asked for, and counts its packages from the layer that brought them', () => {
    const path = '/chisel/manifest.wall'
    const { packages } = packagesOf([
      { [path]: manifest(LINES.filter((line) => !line.includes('libssl3'))) },
      { [path]: manifest() },
    ])
    expect(packages.map(({ name, database, layer }) => [name, database, layer])).toEqual([
      ['base-files', path, 0],
      ['libssl3', path, 1],
    ])
  })

  it('gives what was whole of a wall with fewer lines than it counts, and warns', () => {
    const cut = zstdCompressSync(`{"jsonwall":"1.0","schema":"1.0","count":99}\n${LINES[4]}\n${LINES[5]?.slice(0, 40)}`)
    const { packages, warnings } = packagesOf([{ [MANIFEST]: cut }])
    expect(packages.map(({ name }) => name)).toEqual(['base-files'])
    expect(warnings).toEqual([expect.stringContaining(MANIFEST)])
  })

  it('gives what can be decompressed of a file that is cut short', () => {
    // Random, so that it does not compress into one block of which a part would give nothing.
    const noise = Array.from({ length: 20_000 }, (_, index) => `{"kind":"path","path":"/${Math.sin(index)}"}`)
    const whole = manifest([LINES[4] ?? '', ...noise])
    const { packages, warnings } = packagesOf([{ [MANIFEST]: whole.subarray(0, whole.length - 100) }])
    expect(packages.map(({ name }) => name)).toEqual(['base-files'])
    expect(warnings).toHaveLength(1)
  })

  it('refuses a decompression bomb', () => {
    const bomb = zstdCompressSync(Buffer.alloc(65 * 2 ** 20))
    expect(bomb.length).toBeLessThan(100_000)
    expect(() => readChiselManifest(bomb)).toThrow(LimitError)
  })
})
