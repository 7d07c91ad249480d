import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SBOM_FORMATS } from '../../src/report/sbom/formats.ts'
import { cycloneDxErrors, spdxErrors } from '../support/sbom-schemas.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${fileURLToPath(new URL('../../fixtures/images/webapp', import.meta.url))}`

describe('imgpeek sbom', () => {
  it('writes CycloneDX in JSON unless another format is asked for', async () => {
    const { code, stdout, stderr } = await imgpeek(['sbom', IMAGE, '--no-cache'])
    expect([code, stderr]).toEqual([0, ''])
    expect(cycloneDxErrors(JSON.parse(stdout))).toEqual([])
  })

  it.each(SBOM_FORMATS.map((format) => [format]))('writes %s into a file, the same from the cache', async (format) => {
    const env = { XDG_CACHE_HOME: join(scratch, `${format}-cache`), SOURCE_DATE_EPOCH: '1700000000' }
    const output = join(scratch, format)
    const first = await imgpeek(['sbom', IMAGE, '--format', format, '-o', output], { env })
    expect(first).toEqual({ code: 0, stdout: '', stderr: '' })
    const again = await imgpeek(['sbom', IMAGE, '--format', format], { env })
    expect([again.code, again.stdout]).toEqual([0, readFileSync(output, 'utf8')])
    expect(again.stdout).toContain('2023-11-14T22:13:20')
  })

  it('gives SPDX the SHA-1 of files, which it asks for', async () => {
    const { stdout } = await imgpeek(['sbom', IMAGE, '--format', 'spdx-json', '--no-cache'])
    const spdx = JSON.parse(stdout)
    expect(spdxErrors(spdx)).toEqual([])
    expect(spdx.files.length).toBeGreaterThan(10)
    for (const { checksums } of spdx.files) {
      expect(checksums.map(({ algorithm }: { algorithm: string }) => algorithm)).toEqual(['SHA1', 'SHA256'])
    }
  })

  it.each([
    ['a format that is none', ['--format', 'csv'], /csv/],
    ['files that are none', ['--files', 'some'], /some/],
    ['two things at once', ['--format', 'spdx-tag', '--carried'], /--carried/],
    ['JSON of no list', ['--json', '--format', 'spdx-tag'], /--carried/],
    ['a name that is none', ['--name', 'Not A Name'], /“?"?Not A Name/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await imgpeek(['sbom', IMAGE, '--no-cache', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
    expect(stderr).toMatch(message)
  })

  it('ends with 2 for a time that is none, and writes nothing', async () => {
    const output = join(scratch, 'nothing')
    const env = { SOURCE_DATE_EPOCH: 'now' }
    const { code, stderr } = await imgpeek(['sbom', IMAGE, '--no-cache', '-o', output], { env })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^imgpeek: SOURCE_DATE_EPOCH is “now”/)])
    expect(readdirSync(scratch)).not.toContain('nothing')
  })
})
