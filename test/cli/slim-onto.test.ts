import { existsSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${committedLayout('webapp')}`

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

async function baseFor(architecture: string): Promise<string> {
  const tar = await new LayerBuilder()
    .file('etc/os-release', 'ID=other\n')
    .file('etc/passwd', 'root:x:0:0::/:/x\n')
    .build()
  return `oci:${writeLayout(fresh(), { layers: [{ tar }], architecture }).directory}`
}

describe('imgpeek slim --onto', () => {
  it('says what stands on the base, and whose it is', async () => {
    const base = await baseFor('amd64')
    const { code, stdout, stderr } = await imgpeek(
      ['slim', IMAGE, '-o', 'oci:layout', '--onto', base, '--mode', 'files'],
      {
        cwd: mkdtempSync(join(scratch, 'directory-')),
      },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\nOn the base\n +Size +Files +From\n +\d+ B +2 +base +oci:/)
    expect(stdout).toMatch(/ {2}libc6 2\.36/)
    expect(stdout).toMatch(/\n {2}the base gives \d+ files /)
    expect(stdout).toMatch(/\n +0 +\d+ B +base +unchanged\n/)
    for (const line of stdout.split('\n').slice(0, -4)) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('prints JSON as the published schema has it, also in a dry run and where it does not fit', async () => {
    const destination = fresh()
    const args = ['slim', IMAGE, '-o', `oci:${destination}`, '--mode', 'files', '--json']
    const [dry, misfit, written] = [
      await imgpeek([...args, '--onto', 'scratch', '--dry-run']),
      await imgpeek([...args, '--onto', await baseFor('arm64')]),
      await imgpeek([...args, '--onto', await baseFor('amd64'), '--compression', 'none']),
    ]
    expect([dry.code, misfit.code, written.code]).toEqual([0, 1, 0])
    for (const { stdout } of [dry, misfit, written]) expect(schemaErrors('slim', JSON.parse(stdout))).toEqual([])
    expect(schemaErrors('slim', { ...JSON.parse(dry.stdout), onto: {} })).not.toEqual([])
    expect(JSON.parse(misfit.stdout)).toMatchObject({ written: null, onto: { verdict: 'does-not-fit' } })
  })

  it('tells why an app does not fit, and writes nothing', async () => {
    const destination = fresh()
    const { code, stdout } = await imgpeek([
      'slim',
      IMAGE,
      '-o',
      `oci:${destination}`,
      '--onto',
      await baseFor('arm64'),
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^The app does not fit oci:.*, and nothing was written:\n {2}- The image is for linux\/amd64/,
    )
    expect(existsSync(destination)).toBe(false)
  })

  it('explains what the base gives', async () => {
    const base = await baseFor('amd64')
    const { code, stdout } = await imgpeek(['slim', IMAGE, '--onto', base, '--explain', '/etc/passwd'])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^dropped +\/etc\/passwd +the base has it \(base\)/)])
  })

  it('refuses mode policy with 2, and a base that is not there with 3', async () => {
    const onto = ['slim', IMAGE, '--dry-run', '--onto']
    const policy = await imgpeek([...onto, 'scratch', '--mode', 'policy'])
    expect([policy.code, policy.stderr]).toEqual([2, expect.stringContaining('Mode policy keeps nearly all')])
    expect((await imgpeek([...onto, `oci:${fresh()}`])).code).toBe(3)
  })
})
