import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { freePort } from '../e2e/support/listening-server.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const WEBAPP = `oci:${committedLayout('webapp')}`

/** A directory of its own, with a configuration where there is one. */
function project(config?: string): string {
  const directory = mkdtempSync(join(scratch, 'project-'))
  if (config !== undefined) writeFileSync(join(directory, '.imgpeek.yaml'), config)
  return directory
}

/** Runs the gate in a project. */
function gate(args: readonly string[], cwd = project()) {
  return imgpeek(['gate', ...args, '--no-cache'], { cwd })
}

describe('imgpeek gate', () => {
  it('passes, and says so', async () => {
    const { code, stdout, stderr } = await gate([WEBAPP, '--max-compressed-size', '2MB', '--max-layer-count', '9'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^PASS /)
    expect(stdout).toContain('Compressed size')
  })

  it('fails with 1 where a budget is not kept, and names what is to blame', async () => {
    const { code, stdout, stderr } = await gate([WEBAPP, '--max-compressed-size', '1MB', '--deny-package', 'busybox'])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^FAIL /)
    expect(stdout).toContain('deb:busybox')
  })

  it('passes with a warning where the level is warn', async () => {
    const cwd = project('budgets: {layerCount: {limit: 1, level: warn}}')
    const { code, stdout } = await gate([WEBAPP], cwd)
    expect([code, stdout.slice(0, 4)]).toEqual([0, 'WARN'])
  })

  it('finds the configuration above, with the image in it', async () => {
    const top = project(`image: ${WEBAPP}\nbudgets:\n  layerCount: 3`)
    const below = join(top, 'a', 'b')
    mkdirSync(below, { recursive: true })
    const { code, stdout } = await gate(['--json'], below)
    const { config, images } = JSON.parse(stdout)
    expect([code, config, images[0].results[0].origin]).toEqual([1, '../../.imgpeek.yaml', '../../.imgpeek.yaml:3:3'])
    expect((await gate(['--json', '--max-layer-count', '9'], below)).code).toBe(0)
    expect((await gate([WEBAPP, '--no-config'], below)).code).toBe(2)
  })

  it('takes the configuration that is named', async () => {
    const other = join(project(), 'other.json')
    writeFileSync(other, '{"budgets": {"layerCount": 9}}')
    expect((await gate([WEBAPP, '--config', other], project('budgets: {layerCount: 1}'))).code).toBe(0)
  })

  it('writes any number of reports, one to standard output, also where the answer is no', async () => {
    const cwd = project('budgets: {layerCount: 1}')
    const files = [
      '--report',
      'markdown=a.md',
      '--report',
      'junit=a.xml',
      '--report',
      'json=a.json',
      '--report',
      'terminal',
    ]
    const { code, stdout } = await gate([WEBAPP, ...files], cwd)
    expect([code, stdout.slice(0, 4)]).toEqual([1, 'FAIL'])
    const written = (name: string) => readFileSync(join(cwd, name), 'utf8')
    expect(JSON.parse(written('a.json')).verdict).toBe('fail')
    expect(written('a.xml')).toContain('<testsuite')
    expect(written('a.md')).toContain('Layers')
  })

  it('passes the first time, when there is no baseline yet', async () => {
    const cwd = project('baseline: base.json\nbudgets: {contentSize: +5%, layerCount: 9}')
    const { code, stdout } = await gate([WEBAPP, '--json'], cwd)
    expect([code, JSON.parse(stdout).notes]).toEqual([0, [expect.stringContaining('there is no baseline yet')]])
  })

  it("keeps to dive's rules", async () => {
    const cwd = project()
    writeFileSync(join(cwd, '.dive-ci'), 'rules:\n  lowestEfficiency: 0.99\n')
    const { code, stdout } = await gate([WEBAPP, '--dive-ci', '.dive-ci', '--json'], cwd)
    const failed = JSON.parse(stdout).images[0].results.filter(({ outcome }: { outcome: string }) => outcome === 'fail')
    expect([code, failed[0].budget, failed[0].origin]).toEqual([1, 'diveEfficiency', '.dive-ci:2:3'])
  })

  it('gates the platforms that are named', async () => {
    const { code, stdout } = await gate([WEBAPP, '--platform', 'linux/amd64', '--platform', 'linux/s390x', '--json'])
    const { images } = JSON.parse(stdout)
    expect([code, images.map(({ verdict }: { verdict: string }) => verdict)]).toEqual([1, ['pass', 'fail']])
  })

  it.each([
    ['nothing to check', [WEBAPP], /^imgpeek: There is nothing to check: .*--max-compressed-size 50MB.*\n$/],
    ['no image', ['--max-layer-count', '1'], /^imgpeek: No image is named; .*\n$/],
    ['a flag that is wrong', [WEBAPP, '--max-content-size', '5'.repeat(20)], /^imgpeek: --max-content-size: .*\n$/],
    ['a configuration that is not there', [WEBAPP, '--config', 'x.yaml'], /x\.yaml does not exist/],
    [
      'a baseline that is none',
      [WEBAPP, '--max-layer-count', '+1', '--baseline', 'bad.json'],
      /bad\.json is no baseline/,
    ],
  ])('ends with 2 for %s', async (_, args, message) => {
    const cwd = project()
    writeFileSync(join(cwd, 'bad.json'), '{}')
    const { code, stdout, stderr } = await gate(args, cwd)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('ends with 2 for a configuration that is wrong, and names the line', async () => {
    const { code, stderr } = await gate([WEBAPP], project('budgets:\n  layerCuont: 3\n'))
    expect([code, stderr]).toEqual([
      2,
      'imgpeek: .imgpeek.yaml:2:3: "layerCuont" is not known; did you mean "layerCount"?\n',
    ])
  })

  it('ends with 3, not 1, where the image or the registry of its baseline cannot be reached', async () => {
    const down = `127.0.0.1:${await freePort()}/app:1.0`
    for (const args of [[down], [WEBAPP, '--baseline', down], ['oci:not-there']]) {
      const { code, stdout, stderr } = await gate([...args, '--max-layer-count', '1'])
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^imgpeek: .*\n$/)
    }
  })
})
