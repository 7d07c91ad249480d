import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { sbomOf, sbomOfLayers } from '../support/sbom-of.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const webapp = `oci:${committedLayout('webapp')}`

const STATUS = `Package: python3-yaml
Status: install ok installed
Architecture: amd64
Version: 6.0-3
Depends: libyaml-0-2

Package: libyaml-0-2
Status: install ok installed
Architecture: amd64
Source: libyaml
Version: 0.2.5-1
`
const YAML = 'usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA'

function debian(): LayerBuilder {
  return new LayerBuilder()
    .file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n')
    .file('var/lib/dpkg/status', STATUS)
    .file('var/lib/dpkg/info/python3-yaml.list', `/.\n/${YAML}\n/usr/lib/python3/dist-packages/yaml/__init__.py\n`)
    .file('var/lib/dpkg/info/libyaml-0-2:amd64.list', '/.\n/usr/lib/libyaml.so\n')
    .file(YAML, 'Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0\nLicense: MIT\n')
    .file('usr/lib/python3/dist-packages/yaml/__init__.py', '')
    .file('usr/lib/libyaml.so', 'library')
    .file('opt/data', 'data')
}

const TOOL = new LayerBuilder().file('opt/tool', '#!/bin/sh\n', { mode: 0o755 })

const DEB = 'pkg:deb/debian/python3-yaml@6.0-3?arch=amd64&distro=debian-12'
const LIBRARY = 'pkg:deb/debian/libyaml-0-2@0.2.5-1?arch=amd64&distro=debian-12&upstream=libyaml'

describe('what an SBOM says', () => {
  it('is the same for the same image, and tells its digest, its time and its own tool', async () => {
    const document = await sbomOf(webapp)
    expect(await sbomOf(webapp)).toEqual(document)
    expect(document).toMatchObject({
      created: '2026-11-21T00:00:00Z',
      tool: { name: 'imgpeek', version: '1.2.3' },
      image: { name: 'docker.io/acme/app', version: '1.0', platform: 'linux/amd64' },
      os: { id: 'debian', version: '12' },
    })
    expect(document.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it.each([
    { files: 'none' },
    { sourceDateEpoch: '1' },
    { name: 'other' },
    { tool: { name: 'x', version: '2' } },
  ] as const)('has another UUID where it says something else: %j', async (options) => {
    expect((await sbomOf(webapp, options)).uuid).not.toBe((await sbomOf(webapp)).uuid)
  })

  it('names each package once: what another brought comes with that one', async () => {
    const { packages } = await sbomOfLayers(scratch, [debian()])
    expect(packages.map(({ id, broughtBy, dependsOn, root }) => ({ id, broughtBy, dependsOn, root }))).toEqual([
      { id: LIBRARY, broughtBy: null, dependsOn: [], root: false },
      { id: DEB, broughtBy: null, dependsOn: [LIBRARY], root: true },
      { id: 'pkg:pypi/pyyaml@6.0', broughtBy: DEB, dependsOn: [], root: true },
    ])
  })

  it('tells packages apart that have the same package URL', async () => {
    const manifest = JSON.stringify({ name: 'ms', version: '2.0.0' })
    const layer = new LayerBuilder()
      .file('a/node_modules/ms/package.json', manifest)
      .file('b/node_modules/ms/package.json', manifest)
    const { packages, files } = await sbomOfLayers(scratch, [layer])
    const ids = ['a', 'b'].map((directory) => `pkg:npm/ms@2.0.0#/${directory}/node_modules/ms/package.json`)
    expect(packages.map(({ id }) => id)).toEqual(ids)
    expect(files.map((file) => file.package)).toEqual(ids)
  })

  it('lists the files of packages, and programs that no package owns, with their hashes', async () => {
    const { files } = await sbomOfLayers(scratch, [debian(), TOOL])
    expect(files.map(({ path, layer, package: owner }) => [path, layer, owner])).toEqual([
      ['/opt/tool', 1, null],
      ['/usr/lib/libyaml.so', null, LIBRARY],
      [`/${YAML}`, null, DEB],
      ['/usr/lib/python3/dist-packages/yaml/__init__.py', null, DEB],
    ])
    const hashOf = (algorithm: string) => createHash(algorithm).update('library').digest('hex')
    expect(files[1]).toMatchObject({ sha256: hashOf('sha256'), sha1: hashOf('sha1') })
    expect(new Set(files.map(({ id }) => id)).size).toBe(4)
  })

  it('lists all files, or none, if that is wanted', async () => {
    const all = await sbomOfLayers(scratch, [debian(), TOOL], { files: 'all' })
    expect(all.files).toHaveLength(9)
    expect(all.files.filter((file) => file.package === null).map(({ path }) => path)).toContain('/opt/data')
    expect((await sbomOfLayers(scratch, [debian()], { files: 'none' })).files).toEqual([])
  })

  it('says the layer of a file of a package where a later one wrote it', async () => {
    const later = new LayerBuilder().file('usr/lib/libyaml.so', 'patched')
    const { packages, files } = await sbomOfLayers(scratch, [debian(), later])
    expect(packages.find(({ id }) => id === LIBRARY)?.layer).toBe(0)
    expect(files.find(({ path }) => path === '/usr/lib/libyaml.so')?.layer).toBe(1)
  })
})
