import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { imgpeek } from './imgpeek.ts'

const IMAGE = `oci:${fileURLToPath(new URL('../../fixtures/images/webapp', import.meta.url))}`

describe('imgpeek waste', () => {
  it('prints one JSON document and nothing else, whole unless a limit is given', async () => {
    const { code, stdout, stderr } = await imgpeek(['waste', IMAGE, '--json', '--no-cache'])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, moreFindings: 0, moreShadowed: 0 })
    expect([code, stderr]).toEqual([0, ''])
  })

  it('lists the paths of one cause that match', async () => {
    const args = ['waste', IMAGE, '/srv/**', '--paths', '--cause', 'stored-again', '--limit', '1', '--no-cache']
    const { code, stdout } = await imgpeek(args)
    expect(stdout.match(/\/srv\/www\/\S+$/gm)).toEqual(['/srv/www/licence.txt'])
    expect(stdout).toContain('and 1 more: --limit 0')
    expect(code).toBe(0)
  })

  it('prints what docs/waste.md shows', async () => {
    const root = new URL('../../', import.meta.url)
    const docs = readFileSync(new URL('docs/waste.md', root), 'utf8')
    const [, command, shown] = /```console\n\$ imgpeek ([^\n]+)\n([\s\S]*?)```/.exec(docs) ?? []
    const { stdout } = await imgpeek([...(command ?? '').split(' '), '--no-cache'], { cwd: fileURLToPath(root) })
    expect(stdout).toBe(shown)
  })

  it('ends with 2 where there is no such cause', async () => {
    const { code, stdout, stderr } = await imgpeek(['waste', IMAGE, '--cause', 'entropy'])
    expect(stderr).toMatch(/^imgpeek: [^\n]*--cause/)
    expect([code, stdout]).toEqual([2, ''])
  })
})
