import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const ROOT = new URL('../../', import.meta.url)
const IMAGE = `oci:${fileURLToPath(new URL('fixtures/images/webapp', ROOT))}`
const STATIC = `oci:${fileURLToPath(new URL('fixtures/images/static', ROOT))}`
const HISTORY = fileURLToPath(new URL('fixtures/history.jsonl', ROOT))
const scratch = temporaryDirectory()

const directory = (): string => mkdtempSync(join(scratch, 'run-'))

describe('imgpeek gate save', () => {
  it('writes the same bytes to a file and to standard output, which the gate measures against', async () => {
    const cwd = directory()
    const printed = await imgpeek(['gate', 'save', IMAGE, '--no-cache'], { cwd })
    expect([printed.code, printed.stderr]).toEqual([0, ''])
    expect(await imgpeek(['gate', 'save', IMAGE, '-o', 'base.json', '--no-cache'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(printed.stdout)
    const gate = ['gate', IMAGE, '--no-cache', '--baseline', 'base.json', '--max-content-size', '+0', '--json']
    const { code, stdout } = await imgpeek(gate, { cwd })
    const [image] = JSON.parse(stdout).images
    expect([code, image.growth.contentBytes, image.growth.causes]).toEqual([0, 0, []])
  })

  it('takes image, platforms and file from the configuration', async () => {
    const cwd = directory()
    const below = join(cwd, 'below')
    mkdirSync(below)
    writeFileSync(join(cwd, '.imgpeek.yaml'), `image: ${STATIC}\nbaseline: base.json\nplatforms: [linux/amd64]\n`)
    const { code, stdout, stderr } = await imgpeek(['gate', 'save', '--no-cache'], { cwd: below })
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/base\.json, as the configuration has it/)
    const { images } = JSON.parse(readFileSync(join(cwd, 'base.json'), 'utf8'))
    expect(images.map(({ platform }: { platform: object }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
    ])
  })

  it('appends runs to a history, with the commit that CI names', async () => {
    const cwd = directory()
    const commit = 'c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5'
    const save = ['gate', 'save', STATIC, '--no-cache', '--history', 'h.jsonl']
    const env = { GITHUB_SHA: commit, CI_COMMIT_SHA: '' }
    const first = await imgpeek([...save, '--time', '2026-01-02'], { cwd, env })
    await imgpeek([...save, '--commit', 'v1.0'], { cwd, env: { ...env, SOURCE_DATE_EPOCH: '1800000000' } })
    expect(first).toEqual({ code: 0, stdout: '', stderr: '' })
    const runs = readFileSync(join(cwd, 'h.jsonl'), 'utf8').trim().split('\n')
    expect(runs.map((line) => JSON.parse(line)).map((run) => [run.time, run.commit])).toEqual([
      ['2026-01-02T00:00:00Z', commit],
      ['2027-01-15T08:00:00Z', 'v1.0'],
    ])
    const { code, stdout } = await imgpeek(['gate', 'trend', 'h.jsonl', '--json'], { cwd })
    expect([code, JSON.parse(stdout).images[0].runs.length]).toEqual([0, 2])
  })

  it('ends with 2 without an image, for a time that is none, and for more base layers than there are', async () => {
    const cwd = directory()
    for (const args of [
      [],
      [STATIC, '--history', 'h', '--time', 'noon'],
      [STATIC, '--base-layers', '9'],
      [STATIC, '--time', '2026-01-01'],
    ]) {
      const { code, stdout, stderr } = await imgpeek(['gate', 'save', '--no-cache', ...args], { cwd })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
    }
  })

  it('leaves the former file where the image cannot be had', async () => {
    const cwd = directory()
    writeFileSync(join(cwd, 'base.json'), 'former')
    const { code } = await imgpeek(['gate', 'save', `oci:${cwd}/none`, '-o', 'base.json'], { cwd })
    expect([code, readFileSync(join(cwd, 'base.json'), 'utf8')]).toEqual([3, 'former'])
  })
})

describe('imgpeek gate trend', () => {
  it('prints what docs/gate-growth.md shows', async () => {
    const docs = readFileSync(new URL('docs/gate-growth.md', ROOT), 'utf8')
    const [, command, shown] = /```console\n\$ imgpeek (gate trend [^\n]+)\n([\s\S]*?)```/.exec(docs) ?? []
    const { code, stdout } = await imgpeek((command ?? '').split(' '), {
      cwd: fileURLToPath(ROOT),
      env: { LC_ALL: 'C.UTF-8' },
    })
    expect([code, stdout]).toEqual([0, shown])
  })

  it('draws in ASCII where the locale has no more, and writes a picture as well', async () => {
    const cwd = directory()
    const { code, stdout } = await imgpeek(['gate', 'trend', HISTORY, '--svg', 'trend.svg'], {
      cwd,
      env: { LC_ALL: 'C' },
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/)
    expect(readFileSync(join(cwd, 'trend.svg'), 'utf8')).toMatch(/^<svg [\s\S]+<\/svg>\n$/)
  })

  it('warns of lines that are none, and ends with 2 where none is one, with 3 where there is no file', async () => {
    const cwd = directory()
    writeFileSync(join(cwd, 'h.jsonl'), `{"cut of\n${readFileSync(HISTORY, 'utf8')}`)
    const { code, stdout, stderr } = await imgpeek(['gate', 'trend', 'h.jsonl', '--last', '2'], { cwd })
    expect([code, stderr]).toEqual([0, 'imgpeek: The history is damaged in line 1; the others are shown.\n'])
    expect(stdout).toContain('2 runs')
    writeFileSync(join(cwd, 'other'), 'a,b\n')
    expect((await imgpeek(['gate', 'trend', 'other'], { cwd })).code).toBe(2)
    expect((await imgpeek(['gate', 'trend', 'none'], { cwd })).code).toBe(3)
    expect((await imgpeek(['gate', 'trend', 'h.jsonl', '--figure', 'layers'], { cwd })).code).toBe(2)
  })
})
