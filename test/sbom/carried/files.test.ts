import { describe, expect, test } from 'vitest'
import { findCarriedSboms } from '../../../src/sbom/carried/find.ts'
import { type LayerFile, treeOf } from '../../support/tree-of.ts'

function found(...layers: readonly Readonly<Record<string, LayerFile>>[]) {
  return findCarriedSboms({ tree: treeOf(layers) }, []).map(({ sbom }) => sbom)
}

describe('an SBOM among the files of an image', () => {
  test.each([
    ['/var/lib/db/sbom/busybox-1.36.1-r29.spdx.json', 'apko', 'spdx-json'],
    ['/opt/bitnami/redis/.spdx-redis.spdx', 'Bitnami', 'spdx-json'],
    ['/opt/bitnami/common/bin/.spdx-yq.spdx', 'Bitnami', 'spdx-json'],
    ['/layers/sbom/launch/paketo-buildpacks_go/targets/sbom.cdx.json', 'buildpacks', 'cyclonedx-json'],
    ['/layers/sbom/launch/sbom.legacy.json', undefined, undefined],
    ['/usr/lib/python3/dist-packages/numpy-2.3.dist-info/sboms/auditwheel.cdx.json', 'Python', 'cyclonedx-json'],
    ['/opt/venv/lib/python3.13/site-packages/x-1.dist-info/sboms/vendored', 'Python', null],
    ['/usr/share/sbom/base.json', null, null],
    ['/usr/share/sbom/base.spdx', null, 'spdx-tag'],
    ['/app/sbom.syft.json', null, 'syft-json'],
    ['/app/target/bom.xml', null, 'cyclonedx-xml'],
    ['/app/release.cdx.json', null, 'cyclonedx-json'],
    ['/usr/lib/node_modules/sbom/package.json', undefined, undefined],
    ['/app/bomb.json', undefined, undefined],
  ])('%s is of %s', (path, producer, format) => {
    const expected = producer === undefined ? [] : [{ name: path, path, producer, format, found: 'file' }]
    expect(found({ [path]: '{}' })).toMatchObject(expected)
  })

  test('is told with its layer, its size and the digest of its bytes', () => {
    expect(found({ '/a.spdx': '1' }, { '/a.spdx': '22' })).toEqual([
      {
        name: '/a.spdx',
        format: 'spdx-tag',
        found: 'file',
        path: '/a.spdx',
        layer: 1,
        producer: null,
        type: null,
        mediaType: null,
        title: null,
        subject: null,
        digest: 'sha256:785f3ec7eb32f30b90cd0fcf3657d388b5ff4297f2f9716ff66e9b69c05ddd09',
        size: 2,
      },
    ])
  })

  test('must be a file that is there', () => {
    const removed = { removed: true } as const
    expect(
      found(
        { '/a.spdx': '1', '/b.spdx': { symlink: 'a.spdx' }, '/c.spdx': { directory: true } },
        { '/a.spdx': removed },
      ),
    ).toEqual([])
  })
})
