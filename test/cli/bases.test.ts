import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(scratch, 'bases-')), 'bases.yaml')
  writeFileSync(file, text)
  return file
}

describe('imgpeek bases', () => {
  it('lists the bases that come with it, in 80 columns, and the sets', async () => {
    const { code, stdout, stderr } = await imgpeek(['bases'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('  distroless-static    gcr.io/distroless/static-debian13:latest\n')
    expect(stdout).toMatch(/^ {2}all +\d+ {2}scratch, /m)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('lists the bases of a set, without the sets', async () => {
    const { code, stdout } = await imgpeek(['bases', '--bases', 'ubi'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}Base +Image\n(?: {2}ubi\S+ +\S+\n){2}$/)
  })

  it('lists those of another file, as JSON', async () => {
    const file = fileWith('- {label: mine, reference: ./layout, sets: [own]}\n- {label: other, reference: b}\n')
    const { code, stdout } = await imgpeek(['bases', '--bases-file', file, '--bases', 'own', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      sets: [
        { name: 'all', bases: ['mine', 'other'] },
        { name: 'own', bases: ['mine'] },
      ],
      bases: [{ label: 'mine', reference: join(file, '..', 'layout'), platform: null, sets: ['own'] }],
    })
  })

  it('prints the file with digests, and says what has none', async () => {
    const { code, stdout, stderr } = await imgpeek(['bases', '--pin', '--bases-file', fileWith('# Ours\n- scratch\n')])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '# Ours\n- scratch\n',
      stderr: 'imgpeek: Without a digest, as no registry has them: scratch.\n',
    })
  })

  it('ends with 2 for a wrong file or set, with 3 for none, and shows nothing that a terminal acts on', async () => {
    const wrong = await imgpeek(['bases', '--bases-file', fileWith('- a\n- lable: b\n')])
    expect(wrong).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('bases.yaml:2:3: "lable" is not known'),
    })
    expect(await imgpeek(['bases', '--bases', 'none'])).toMatchObject({ code: 2, stdout: '' })
    expect(await imgpeek(['bases', '--bases-file', join(scratch, 'none.yaml')])).toMatchObject({ code: 3, stdout: '' })
    const odd = await imgpeek(['bases', '--bases-file', fileWith('- {label: "a\\e[31m\\u202e", reference: a}\n')])
    expect(odd.stdout).toContain('  a\\x1b[31m\\u{202e}  a\n')
  })
})
