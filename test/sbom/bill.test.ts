import { PackageURL } from 'packageurl-js'
import { describe, expect, it } from 'vitest'
import { inspectDocument } from '../../src/index.ts'
import { billOf } from '../../src/sbom/bill.ts'
import { imagePurl } from '../../src/sbom/image-purl.ts'
import { fixtureImage } from '../support/image-of.ts'
import { sbomOf } from './sbom-of.ts'

const webapp = await fixtureImage('webapp')
const options = { files: 'all', sourceDateEpoch: null } as const

describe('a bill', () => {
  it('has the packages that inspect has, each once', () => {
    const { packages } = billOf(webapp, options)
    const listed = inspectDocument(webapp).packages.map(({ purl }) => purl)
    expect(packages.map(({ purl }) => purl).sort()).toEqual(listed.toSorted())
    expect(new Set(packages.map(({ id }) => id)).size).toBe(packages.length)
  })

  it('has every file with its hash and whose it is, or only those of packages, or none', () => {
    const all = billOf(webapp, options).files
    expect(all).toHaveLength(inspectDocument(webapp).filesystem.files)
    const libc = all.find(({ path }) => path === '/usr/lib/x86_64-linux-gnu/libc.so.6')
    expect(libc?.sha256).toBe(webapp.tree.resolve('/usr/lib/x86_64-linux-gnu/libc.so.6')?.sha256)
    expect(libc?.ownedBy).toMatch(/^Package-deb-libc6-/)
    const owned = billOf(webapp, { ...options, files: 'packages' }).files
    expect(owned).toHaveLength(all.filter(({ ownedBy }) => ownedBy !== null).length)
    expect(owned.length).toBeLessThan(all.length)
    expect(billOf(webapp, { ...options, files: 'none' }).files).toEqual([])
  })

  it('says which layer each package is of, and what it depends on', () => {
    const { packages } = billOf(webapp, options)
    for (const { layer } of packages) expect(layer.diffId).toBe(webapp.layers[layer.index]?.inventory.diffId)
    const ids = new Set(packages.map(({ id }) => id))
    const dependencies = packages.flatMap(({ dependsOn }) => dependsOn)
    expect(dependencies.length).toBeGreaterThan(0)
    expect(dependencies.every((id) => ids.has(id))).toBe(true)
  })

  it("is dated by SOURCE_DATE_EPOCH, else by the image, and named for the image's bytes", () => {
    const bill = billOf(webapp, options)
    expect(bill.created.toISOString()).toBe(new Date(webapp.config.created!).toISOString())
    expect(billOf(webapp, { ...options, sourceDateEpoch: 86_400 }).created.toISOString()).toBe(
      '1970-01-02T00:00:00.000Z',
    )
    expect(bill.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(billOf({ ...webapp, reference: 'oci:elsewhere' }, options).uuid).toBe(bill.uuid)
    expect(billOf({ ...webapp, descriptor: null, imageId: null }, options).uuid).not.toBe(bill.uuid)
  })

  it('in CycloneDX has what belongs to a package inside of it', async () => {
    const { components, dependencies } = JSON.parse(await sbomOf(webapp, 'cyclonedx-json'))
    const libc = components.find(({ name }: { name: string }) => name === 'libc6')
    expect(libc.components.map(({ name }: { name: string }) => name)).toContain('/usr/lib/x86_64-linux-gnu/libc.so.6')
    expect(libc.properties).toContainEqual({ name: 'imgpeek:layer:index', value: '0' })
    expect(dependencies.find(({ ref }: { ref: string }) => ref === libc['bom-ref'])).toBeDefined()
    expect(components.find(({ type }: { type: string }) => type === 'operating-system')).toMatchObject({
      name: 'debian',
    })
  })
})

describe("an image's package URL", () => {
  it.each([
    ['docker.io/library/alpine:3.20', 'alpine', 'docker.io/library/alpine', '3.20'],
    ['localhost:5000/a/App:1', 'app', 'localhost:5000/a/app', '1'],
    ['localhost:5000/a/b@sha256:00', 'b', 'localhost:5000/a/b', undefined],
    ['ghcr.io/x/y:t@sha256:00', 'y', 'ghcr.io/x/y', 't'],
  ])('of %s leads to its registry', (reference, name, repository, tag) => {
    const purl = imagePurl({ ...webapp, source: 'registry', reference })
    const parsed = PackageURL.fromString(purl!)
    expect(parsed).toMatchObject({ type: 'oci', name, version: webapp.descriptor!.digest })
    expect(parsed.qualifiers).toEqual({ repository_url: repository, ...(tag !== undefined && { tag }) })
  })

  it('is there for images in a registry only', () => {
    expect(imagePurl(webapp)).toBeNull()
  })
})
