import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ended, start } from './imgpeek.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

describe('README.md', () => {
  it('shows what the program prints', async () => {
    const [, command, shown] = /```console\n\$ npx imgpeek ([^\n]+)\n([\s\S]*?)```/.exec(readme) ?? []
    const { stdout } = await ended(start([...(command ?? '').split(' '), '--no-cache'], { cwd: fileURLToPath(root) }))
    expect(stdout).toBe(shown)
  })

  it('has the exit codes of docs/exit-codes.md', () => {
    const codesIn = (text: string): string[] => [...text.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code!)
    expect(codesIn(readme)).toEqual(codesIn(readFileSync(new URL('docs/exit-codes.md', root), 'utf8')))
  })

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path!)
    expect(links.length).toBeGreaterThan(5)
    for (const path of links) expect(() => readFileSync(new URL(path, root)), path).not.toThrow()
  })
})
