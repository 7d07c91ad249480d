import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { condaCataloger } from '../../../src/catalogers/packages/conda.ts'
import type { Package } from '../../../src/catalogers/packages/package.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

function packagesIn(...layers: Readonly<Record<string, LayerFile>>[]): readonly Package[] {
  return condaCataloger.conclude(treeOf(layers, condaCataloger), conclusionOf())
}

const ZLIB = {
  name: 'zlib',
  version: '1.2.13',
  build: 'h4dc8fb1_1',
  build_number: 1,
  channel: 'https://conda.anaconda.org/conda-forge/linux-64',
  subdir: 'linux-64',
  fn: 'zlib-1.2.13-h4dc8fb1_1.conda',
  license: 'Zlib',
  depends: ['__glibc >=2.17,<3.0.a0', 'libzlib 1.2.13 h4dc8fb1_1'],
  files: ['include/zlib.h', 'lib/libz.a'],
}

describe('the conda cataloger', () => {
  it("reads a package from its environment's record, with the layer that wrote it", () => {
    const database = '/opt/conda/conda-meta/zlib-1.2.13-h4dc8fb1_1.json'
    expect(packagesIn({ '/opt/conda/conda-meta/history': '' }, { [database]: JSON.stringify(ZLIB) })).toEqual([
      {
        type: 'conda',
        name: 'zlib',
        version: '1.2.13',
        architecture: 'linux-64',
        source: null,
        licenses: ['Zlib'],
        purl: 'pkg:conda/zlib@1.2.13?build=h4dc8fb1_1&channel=conda-forge&subdir=linux-64&type=conda',
        paths: [database, '/opt/conda/include/zlib.h', '/opt/conda/lib/libz.a'],
        database,
        layer: 1,
        dependencies: ['libzlib 1.2.13 h4dc8fb1_1'],
      },
    ])
  })

  it.each([
    ['https://conda.anaconda.org/conda-forge/', 'conda-forge'],
    ['https://repo.anaconda.com/pkgs/main/linux-64', 'main'],
    ['pkgs/main', 'main'],
    ['bioconda', 'bioconda'],
  ])('names the channel of %s', (channel, name) => {
    const [found] = packagesIn({ '/opt/conda/conda-meta/zlib.json': JSON.stringify({ ...ZLIB, channel }) })
    expect(found?.purl).toContain(`&channel=${name}&`)
  })

  it('takes any JSON object', () => {
    const fields = Object.keys(ZLIB).map((name): [string, fc.Arbitrary<fc.JsonValue>] => [name, fc.jsonValue()])
    fc.assert(
      fc.property(fc.record(Object.fromEntries(fields), { requiredKeys: [] }), (changes) => {
        const text = JSON.stringify({ ...ZLIB, ...changes })
        for (const found of packagesIn({ '/opt/conda/conda-meta/zlib.json': text })) {
          expect([found.name, found.version]).not.toContain('')
          expect([...found.paths, ...found.dependencies].every((item) => typeof item === 'string')).toBe(true)
        }
      }),
    )
  })
})
