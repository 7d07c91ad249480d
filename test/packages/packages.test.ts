import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type PackagesDocument, type PackagesOptions, packagesDocument } from '../../src/index.ts'
import { fixtureImage } from '../support/image-of.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { readLayers } from '../support/read-layers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const webapp = await fixtureImage('webapp')

function show(options: Partial<PackagesOptions> = {}, image = webapp): PackagesDocument {
  return packagesDocument(image, {
    globs: [],
    by: null,
    tree: false,
    sort: 'size',
    reverse: false,
    limit: 0,
    ...options,
  })
}

function names({ packages }: PackagesDocument): string[] {
  return packages.map(({ name }) => name)
}

describe('the packages of an image', () => {
  it.each<Partial<PackagesOptions>>([{}, { by: 'layer' }, { by: 'type' }, { by: 'license' }, { tree: true }])(
    'are as published: %j',
    (options) => {
      expect(schemaErrors('packages', show(options))).toEqual([])
    },
  )

  it('come with bytes, layer, licenses and what depends on them', () => {
    const { packages, total } = show({ globs: ['libc6', 'ca-certificates'] })
    const purls = new Map(webapp.packages.map(({ name, purl }) => [name, purl]))
    expect(packages).toMatchObject([
      {
        type: 'deb',
        name: 'libc6',
        layer: 0,
        root: false,
        dependencies: [{ purl: purls.get('libgcc-s1'), requires: ['libgcc-s1'] }],
        dependents: [purls.get('busybox'), purls.get('libgcc-s1')],
      },
      { name: 'ca-certificates', layer: 3, root: true, dependencies: [], dependents: [], ownedBy: null },
    ])
    expect(packages[1]?.unmet).toContain('openssl (>= 1.1.1)')
    expect(total).toEqual({
      packages: 2,
      files: packages[0]!.files + packages[1]!.files,
      installedBytes: packages[0]!.installedBytes + packages[1]!.installedBytes,
    })
  })

  it('are sorted as asked for, and cut', () => {
    expect(names(show({ sort: 'name' }))).toEqual(webapp.packages.map(({ name }) => name).sort())
    expect(names(show({ sort: 'name', reverse: true, limit: 1 }))).toEqual(['netbase'])
    expect(names(show({ sort: 'layer' })).at(-1)).toBe('ca-certificates')
    expect(names(show({ sort: 'dependents', limit: 1 }))).toEqual(['libc6'])
    expect(show({ limit: 3 }).more).toBe(webapp.packages.length - 3)
  })

  it('are grouped by layer, with the instruction that made it and with totals', () => {
    const { groups, packages } = show({ by: 'layer', limit: 2 })
    expect(packages).toHaveLength(webapp.packages.length)
    expect(groups?.map(({ value, packages, more }) => [value, packages.length, more])).toEqual([
      [0, 2, webapp.packages.length - 3],
      [3, 1, 0],
    ])
    expect(groups?.[1]).toMatchObject({
      by: 'layer',
      instruction: 'RUN install-packages /tmp/packages/*.deb',
      files: show({ globs: ['ca-certificates'] }).total.files,
    })
  })

  it('with several licenses are in the group of each', () => {
    const { groups } = show({ by: 'license' })
    const purl = webapp.packages.find(({ name }) => name === 'ca-certificates')!.purl
    expect(
      groups
        ?.filter(({ packages }) => packages.includes(purl))
        .map(({ value }) => value)
        .sort(),
    ).toEqual(webapp.packages.find(({ name }) => name === 'ca-certificates')!.licenses.toSorted())
  })

  it('are below what depends on them in the tree', () => {
    const rows = show({ tree: true, sort: 'name' }).tree?.map(
      ({ depth, name, cut }) => `${'  '.repeat(depth)}${name}${cut === null ? '' : ` ${cut}`}`,
    )
    expect(rows).toEqual([
      'base-files',
      'busybox',
      '  libc6',
      '    libgcc-s1',
      '      gcc-12-base',
      '      libc6 cycle',
      'ca-certificates',
      'media-types',
      'netbase',
    ])
  })

  it('that match are at the top of the tree, whatever depends on them', () => {
    const { tree, packages, moreOfTree } = show({ tree: true, globs: ['libgcc*'], limit: 3 })
    expect(tree?.map(({ depth, name }) => [depth, name])).toEqual([
      [0, 'libgcc-s1'],
      [1, 'gcc-12-base'],
      [1, 'libc6'],
    ])
    expect([packages.length, moreOfTree]).toEqual([1, 1])
  })
})

describe('packages that others brought', () => {
  it('are not counted twice', async () => {
    const status = ['Package: python3-yaml', 'Status: install ok installed', 'Version: 6.0', 'Architecture: all', '']
    const metadata = 'usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA'
    const image = await readLayers(
      temporaryDirectory(),
      new LayerBuilder()
        .file('var/lib/dpkg/status', `${status.join('\n')}\n`)
        .file('var/lib/dpkg/info/python3-yaml.list', `/.\n/${metadata}\n`)
        .file(metadata, 'Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0\n'),
    )
    const { packages, total } = show({ sort: 'name' }, image)
    expect(packages.map(({ name, ownedBy }) => [name, ownedBy])).toEqual([
      ['PyYAML', { type: 'deb', name: 'python3-yaml' }],
      ['python3-yaml', null],
    ])
    expect(total).toMatchObject({ packages: 2, installedBytes: packages[1]!.installedBytes })
  })
})
