import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${committedLayout('webapp')}`

function fresh(name: string): string {
  return join(mkdtempSync(join(scratch, 'directory-')), name)
}

describe('imgpeek slim', () => {
  it('writes a smaller image, and says what went', async () => {
    const cwd = fresh('.')
    const { code, stdout, stderr } = await imgpeek(['slim', IMAGE, '-o', 'oci:layout:slim'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ +Before +After +Change\n +Download +1\.9 MB +[\d.]+ [kM]B +-\d/)
    expect(stdout).toMatch(/\nWrote {2}oci:layout:slim\nDigest sha256:[0-9a-f]{64}\nProof {2}/)
    for (const line of stdout.split('\n').slice(0, -3)) expect(line.length).toBeLessThanOrEqual(80)
    const inspected = await imgpeek(['inspect', 'oci:layout:slim', '--json'], { cwd })
    expect(JSON.parse(inspected.stdout).binaries.entrypoint.unresolved).toEqual([])
  })

  it.each(['packages', 'files', 'policy'])('prints JSON as the published schema has it: %s', async (mode) => {
    const { code, stdout, stderr } = await imgpeek([
      'slim',
      IMAGE,
      '-o',
      `oci:${fresh('layout')}`,
      '--mode',
      mode,
      '--json',
    ])
    expect([code, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect(schemaErrors('slim', document)).toEqual([])
    expect(schemaErrors('slim', { ...document, before: {} })).not.toEqual([])
    expect(document.proof).toEqual({ failures: [] })
  })

  it('writes nothing in a dry run', async () => {
    const destination = fresh('layout')
    const { code, stdout } = await imgpeek(['slim', IMAGE, '-o', `oci:${destination}`, '--dry-run', '--json'])
    expect(code).toBe(0)
    expect(schemaErrors('slim', JSON.parse(stdout))).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({ written: null, proof: null, after: { compressedBytes: null } })
    expect(existsSync(destination)).toBe(false)
  })

  it('writes why each path stays or goes, and explains a path by that alone', async () => {
    const audit = fresh('audit.json')
    expect((await imgpeek(['slim', IMAGE, '--dry-run', '--audit', audit])).code).toBe(0)
    const document = JSON.parse(readFileSync(audit, 'utf8'))
    expect(schemaErrors('slim-audit', document)).toEqual([])
    const files = await imgpeek(['files', IMAGE, '--limit', '0', '--json'])
    expect(document.paths).toHaveLength(JSON.parse(files.stdout).files.length)
    const libc = '/usr/lib/x86_64-linux-gnu/libc.so.6'
    const explained = await imgpeek(['slim', '--audit', audit, '--explain', libc, '--json'])
    expect([explained.code, explained.stderr]).toEqual([0, ''])
    expect(schemaErrors('slim-explanation', JSON.parse(explained.stdout))).toEqual([])
    const fromImage = await imgpeek(['slim', IMAGE, '--explain', libc, '--json'])
    expect(JSON.parse(fromImage.stdout)).toEqual(JSON.parse(explained.stdout))
    expect((await imgpeek(['slim', IMAGE, '--explain', libc])).stdout).toMatch(
      /^kept {5}\/usr\/lib\/x86_64-linux-gnu\/libc\.so\.6 /,
    )
  })

  it('compresses new layers as it is told', async () => {
    const destination = `oci:${fresh('layout')}`
    const { stdout } = await imgpeek([
      'slim',
      IMAGE,
      '-o',
      destination,
      '--compression',
      'zstd',
      '--level',
      '19',
      '--json',
    ])
    const { layers } = JSON.parse(stdout).written
    expect(layers.at(-1).mediaType).toMatch(/\+zstd$/)
  })

  it.each([
    [['slim'], 'IMAGE is missing'],
    [['slim', IMAGE], 'name a DESTINATION with -o'],
    [['slim', IMAGE, '-o', './x'], 'needs a scheme'],
    [['slim', IMAGE, '-o', 'oci:x', '--level', '10'], 'gzip has no level 10'],
    [['slim', '--explain', '/x'], '--explain needs an IMAGE'],
    [['slim', IMAGE, '-o', 'oci:x', '--mode', 'all'], '--mode'],
  ])('refuses %j with 2', async (args, sentence) => {
    const cwd = fresh('.')
    const { code, stdout, stderr } = await imgpeek(args, { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(sentence)
    expect(readdirSync(cwd)).toEqual([])
  })

  it('ends with 2 where a file is no audit, and with 3 where there is no file, or nothing at a path', async () => {
    const file = fresh('audit.json')
    expect((await imgpeek(['slim', '--audit', file, '--explain', '/x'])).code).toBe(3)
    writeFileSync(file, '{"paths":[]}')
    expect((await imgpeek(['slim', '--audit', file, '--explain', '/x'])).code).toBe(2)
    const { code, stderr } = await imgpeek(['slim', IMAGE, '--explain', '/no/such'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('has nothing at /no/such')])
  })
})
