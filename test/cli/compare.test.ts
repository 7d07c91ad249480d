import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGES = ['webapp', 'static', 'odd-layers'].map((name) => `oci:${committedLayout(name as 'webapp')}`)
const compare = (...args: string[]) => imgpeek(['compare', ...args, '--platform', 'linux/amd64', '--no-cache'])

/** A path in a directory of its own. */
const fresh = (name: string) => join(mkdtempSync(join(scratch, 'out-')), name)

describe('imgpeek compare', () => {
  it('prints images side by side', async () => {
    const { code, stdout, stderr } = await compare(...IMAGES)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ +webapp +static +odd-layers\nSize\n {2}Pulled +\S+ MB +\S+ kB +\S+ kB\n/)
  })

  it('prints one JSON document', async () => {
    const { code, stdout, stderr } = await compare(...IMAGES, '--json')
    expect([code, stderr]).toEqual([0, ''])
    const { images } = JSON.parse(stdout)
    expect(images.map(({ label }: { label: string }) => label)).toEqual(['webapp', 'static', 'odd-layers'])
  })

  it('writes reports into files, and one to standard output or where --output says', async () => {
    const [markdown, csv, json] = [fresh('a.md'), fresh('a.csv'), fresh('a=b.json')]
    const files = ['--report', `markdown=${markdown}`, '--report', `csv=${csv}`, '--report', `json=${json}`]
    const quiet = await compare(...IMAGES, ...files)
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(markdown, 'utf8')).toMatch(/^\| \| `webapp` \| `static` \| `odd-layers` \|\n/)
    expect(readFileSync(csv, 'utf8')).toMatch(/^label,/)

    const both = await compare(...IMAGES, '--report', 'json', '--report', `csv=${csv}`)
    expect(both.stdout).toBe(readFileSync(json, 'utf8'))

    const page = fresh('page.txt')
    expect((await compare(...IMAGES, '-o', page)).stdout).toBe('')
    expect(readFileSync(page, 'utf8')).toBe((await compare(...IMAGES)).stdout)
  })

  it('says whether an app would start on them', async () => {
    const { code, stdout } = await compare(...IMAGES, '--app', IMAGES[1]!, '--json')
    const { images, rows } = JSON.parse(stdout)
    expect([code, rows[0].name, rows[0].group]).toEqual([0, 'fit', 'app'])
    expect(images.map(({ values }: { values: { fit: string } }) => values.fit)).toEqual(['fits', 'fits', 'fits'])
  })

  it.each([
    ['one image', [IMAGES[0]!], /takes two images or more/],
    [
      'a format that is none',
      [...IMAGES, '--report', 'pdf'],
      /“pdf” is no format of --report; the formats are terminal, /,
    ],
    ['a file without a name', [...IMAGES, '--report', 'csv='], /names no file/],
    ['two reports to standard output', [...IMAGES, '--report', 'csv', '--json'], /would go to standard output/],
    ['two reports to one file', [...IMAGES, '--report', 'csv=a', '--report', 'json=./a'], /would go to \S+a;/],
    ['a file without a report', [...IMAGES, '--report', 'csv=a', '-o', 'b'], /No report is left for --output b/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await compare(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('ends with 3 where an image is not there, names it, and writes nothing', async () => {
    const csv = fresh('a.csv')
    const { code, stdout, stderr } = await compare(...IMAGES, 'oci:not-there', '--report', `csv=${csv}`)
    expect([code, stdout, existsSync(csv)]).toEqual([3, '', false])
    expect(stderr).toMatch(/^imgpeek: [^\n]*not-there[^\n]*\n$/)
  })

  it('goes on without an image that is not there with --keep-going, says so, and still ends with 3', async () => {
    const images = [...IMAGES, 'oci:not-there', '--keep-going']
    const { code, stdout, stderr } = await compare(...images)
    expect(code).toBe(3)
    expect(stdout).toMatch(/^ +webapp +static +odd-layers\n/)
    expect(stdout).toContain('\n  Left out: not-there, which could not be had\n')
    expect(stderr).toMatch(/^imgpeek: [^\n]*not-there[^\n]*\n$/)

    const json = await compare(...images, '--json')
    const missing = { label: 'not-there', reference: 'oci:not-there', reason: 'unavailable' }
    const message = expect.stringContaining('not-there')
    expect([json.code, JSON.parse(json.stdout).leftOut]).toEqual([3, [{ ...missing, message }]])
    expect((await compare(...images, '--report', 'markdown')).stdout).toContain(
      '\nLeft out: `not-there`, which could not be had.\n',
    )
  })

  it('goes on with nothing where fewer than two images are left, or the app is not there', async () => {
    const alone = await compare(IMAGES[0]!, 'oci:not-there', '--keep-going')
    expect([alone.code, alone.stdout]).toEqual([3, ''])
    expect(alone.stderr).toMatch(/^imgpeek: [^\n]*not-there[^\n]*\nimgpeek: Fewer than two images could be had/)

    const noApp = await compare(...IMAGES, '--app', 'oci:not-there', '--keep-going')
    expect([noApp.code, noApp.stdout]).toEqual([3, ''])
  })

  it('ends with 3 where a report cannot be written', async () => {
    const { code, stderr } = await compare(...IMAGES, '--report', `csv=${join(scratch, 'no', 'such', 'a.csv')}`)
    expect(code).toBe(3)
    expect(stderr).toMatch(/^imgpeek: \S+a\.csv cannot be written: its directory does not exist\.\n$/)
  })
})
