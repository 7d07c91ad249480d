import { describe, expect, it } from 'vitest'
import { LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { layoutOf } from '../support/diff-of.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const WEBAPP = `oci:${committedLayout('webapp')}`
const STATIC = `oci:${committedLayout('static')}`
const diff = (...args: string[]) => imgpeek(['diff', ...args, '--no-cache'])

describe('imgpeek diff', () => {
  it('prints in what two images differ', async () => {
    const { code, stdout, stderr } = await diff(STATIC, WEBAPP, '--platform', 'linux/amd64')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^--- oci:.*static {2}linux\/amd64 sha256:\w{12}\n\+\+\+ oci:.*webapp .*\n\+4\.3 MB: libc6 \+2\.4 MB, /,
    )
  })

  it('prints one JSON document that is as its schema says, all paths listed', async () => {
    const { code, stdout, stderr } = await diff(WEBAPP, STATIC, '--json', '--content')
    expect([code, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect(schemaErrors('diff', document)).toEqual([])
    const { counts, changes, contents } = document.files
    expect(changes).toHaveLength(counts.changed + counts.metadata + counts.added + counts.removed + counts.moved)
    expect(contents.files.length).toBeGreaterThan(10)
  })

  it('prints the sections that --only names, and null for others', async () => {
    const { stdout } = await diff(WEBAPP, STATIC, '--only', 'config,layers', '--only', 'packages', '--json')
    const document = JSON.parse(stdout)
    expect(schemaErrors('diff', document)).toEqual([])
    const sections = ['size', 'packages', 'system', 'posture', 'config', 'layers', 'files']
    expect(sections.filter((name) => document[name] !== null)).toEqual(['packages', 'config', 'layers'])
  })

  it('ends with 1 where images differ and --exit-code asks, and with 0 where they do not', async () => {
    const differing = await diff(WEBAPP, STATIC, '--exit-code', '--json')
    expect([differing.code, JSON.parse(differing.stdout).different]).toEqual([1, true])
    const same = await diff(WEBAPP, WEBAPP, '--exit-code')
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('\nBoth are the same image.\n')])
  })

  it('compares one image at two layers', async () => {
    for (const layers of [['0', '4'], ['0,4']]) {
      const { code, stdout } = await diff(WEBAPP, '--layers', ...layers, '--json', '--only', 'packages')
      const { before, after, packages } = JSON.parse(stdout)
      expect([code, before.lastLayer, after.lastLayer]).toEqual([0, 0, 4])
      expect(packages.changes.map(({ name }: { name: string }) => name)).toEqual(['ca-certificates'])
    }
  })

  it('compares one image for two platforms', async () => {
    const layout = new LayoutBuilder(`${scratch}/platforms`)
    const manifests = await Promise.all(
      ['amd64', 'arm64'].map(async (architecture) => ({
        ...layout.image({
          layers: [{ tar: await new LayerBuilder().file('arch', architecture).build() }],
          architecture,
        }),
        platform: { os: 'linux', architecture },
      })),
    )
    layout.writeIndex([tagged(layout.nestedIndex(manifests), 'latest')])
    const { code, stdout } = await diff(`oci:${layout.directory}`, '--platforms', 'linux/amd64,linux/arm64', '--json')
    const { system, files } = JSON.parse(stdout)
    expect([code, files.changes[0].path]).toEqual([0, '/arch'])
    expect(system.changes).toEqual([{ field: 'platform', key: null, before: 'linux/amd64', after: 'linux/arm64' }])
  })

  it('takes globs, ignored aspects and a limit', async () => {
    const before = await layoutOf(scratch, new LayerBuilder().file('etc/a', '1').file('etc/b', '1').file('c', '1'))
    const after = await layoutOf(
      scratch,
      new LayerBuilder().file('etc/a', '1', { mode: 0o600 }).file('etc/b', '22').file('c', '2'),
    )
    const run = async (...args: string[]) =>
      JSON.parse((await diff(before, after, '--only', 'files', '--json', ...args)).stdout).files
    expect((await run('--path', '/etc')).counts).toMatchObject({ changed: 1, metadata: 1 })
    expect((await run('--ignore', 'mode,mtime', '--ignore', 'content')).different).toBe(false)
    expect((await run('--limit', '1')).changes.map(({ path }: { path: string }) => path)).toEqual(['/etc/b', '/etc/a'])
  })

  it.each([
    ['one image', [WEBAPP], /Only oci:\S+ is named/],
    ['two images and --layers', [WEBAPP, STATIC, '--layers', '0', '1'], /--layers compares one image with itself/],
    ['one layer', [WEBAPP, '--layers', '0'], /--layers takes the numbers of two layers/],
    ['a layer without a number', [WEBAPP, '--layers', 'top', '1'], /“top” is no layer's number/],
    [
      'three platforms',
      [WEBAPP, '--platforms', 'linux/amd64,linux/arm64,linux/arm'],
      /--platforms takes two platforms/,
    ],
    ['a platform that is none', [WEBAPP, '--platforms', 'amd64,arm64'], /is not a platform/],
    ['a section that is none', [WEBAPP, STATIC, '--only', 'libs'], /Expected --only=libs to be one of: size, /],
    ['an aspect that is none', [WEBAPP, STATIC, '--ignore', 'time'], /Expected --ignore=time to be one of: mtime, /],
    ['a glob that makes no sense', [WEBAPP, STATIC, '--path', '['], /is never closed/],
    ['content without files', [WEBAPP, STATIC, '--only', 'size', '--content'], /--content is about files/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await diff(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('ends with 3 for an image or a layer that is not there, and names it', async () => {
    const image = await diff(WEBAPP, 'oci:not-there')
    expect([image.code, image.stdout, image.stderr]).toEqual([
      3,
      '',
      expect.stringMatching(/^imgpeek: [^\n]*not-there[^\n]*\n$/),
    ])
    const layer = await diff(WEBAPP, '--layers', '0', '99')
    expect([layer.code, layer.stderr]).toEqual([3, expect.stringContaining('there is no layer 99')])
  })
})
