import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ended, imgpeek, start } from './imgpeek.ts'

const IMAGE = `oci:${fileURLToPath(new URL('../../fixtures/images/webapp', import.meta.url))}`

describe('imgpeek inspect', () => {
  it('prints one JSON document and nothing else', async () => {
    const { code, stdout, stderr } = await imgpeek(['inspect', IMAGE, '--json', '--no-cache'])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, source: 'oci' })
    expect([code, stderr]).toEqual([0, ''])
  })

  it('prints the sections that were asked for', async () => {
    const { stdout } = await imgpeek(['inspect', IMAGE, '--no-cache', '--section', 'size', '--section', 'config'])
    expect(stdout.match(/^[A-Z]\w+$/gm)).toEqual(['Size', 'Config'])
  })

  it('uses colour where it is forced to', async () => {
    const { stdout } = await imgpeek(['inspect', IMAGE, '--no-cache'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } })
    expect(stdout).toContain('\u001b[')
  })

  it('ends with 3 where there is no such file', async () => {
    const { code, stdout, stderr } = await imgpeek(['inspect', 'oci:/there/is/no/such/layout'])
    expect(stderr).toMatch(/^imgpeek: [^\n]*\/there\/is\/no\/such\/layout[^\n]*\n$/)
    expect([code, stdout]).toEqual([3, ''])
  })

  it('ends with 4 where a limit is passed, and names its flag', async () => {
    const { code, stderr } = await imgpeek(['inspect', IMAGE, '--no-cache', '--max-layers', '2'])
    expect(stderr).toMatch(/^imgpeek: [^\n]*--max-layers[^\n]*\n$/)
    expect(code).toBe(4)
  })

  it('ends with its exit code when nobody is left to hear of its error', async () => {
    const child = start(['inspect', 'oci:/there/is/no/such/layout'])
    child.stdout!.destroy()
    child.stderr!.destroy()
    expect(await once(child, 'exit')).toEqual([3, null])
  })

  it('is silent when its reader leaves, as head does', async () => {
    const child = start(['inspect', IMAGE, '--json', '--no-cache'])
    child.stdout?.destroy()
    await once(child, 'spawn')
    const { code, stderr } = await ended(child)
    expect([code, stderr]).toEqual([0, ''])
  })
})
