import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { complaintAboutNode } from '../../bin/node-version.js'
import { imgpeek } from './imgpeek.ts'

const RANGE = '>=22.19.0'

describe('a Node.js that is too old', () => {
  it.each(['v12.22.12', 'v20.20.2', 'v22.18.0', 'v22.9.9'])('%s is told what is needed', (version) => {
    expect(complaintAboutNode(version, RANGE)).toMatch(
      new RegExp(`^imgpeek needs Node.js 22.19 or newer, and this is Node.js ${version.slice(1)}: install [^\\n]*\\.$`),
    )
  })

  it.each(['v22.19.0', 'v22.20.1', 'v24.0.0', 'v100.1.0', 'v25.0.0-nightly20260101'])('%s is not', (version) => {
    expect(complaintAboutNode(version, RANGE)).toBeNull()
  })

  it.each(['run.js', 'node-version.js'])('can parse bin/%s', async (file) => {
    const code = readFileSync(new URL(`../../bin/${file}`, import.meta.url), 'utf8')
    const [asWritten, forOld] = await Promise.all([transform(code), transform(code, { target: 'node12.20' })])
    expect(forOld.code).toBe(asWritten.code)
    expect(forOld.warnings).toEqual([])
  })

  const old = findOldNode()
  it.skipIf(old === undefined)(
    'gets one sentence and exit code 2 (skipped where no such Node.js is on the PATH)',
    async () => {
      const { code, stdout, stderr } = await imgpeek(['inspect', 'alpine'], { node: old })
      expect(stderr).toMatch(/^imgpeek needs Node\.js 22\.19 or newer, [^\n]*\n$/)
      expect([code, stdout]).toEqual([2, ''])
    },
  )
})

/** A Node.js before 22.19 on the PATH: beside the current one in node_modules, machines often have one of their own. */
function findOldNode(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((node) => {
      try {
        return (
          complaintAboutNode(execFileSync(node, ['--version'], { encoding: 'utf8', stdio: 'pipe' }), RANGE) !== null
        )
      } catch {
        return false // there is none in this directory
      }
    })
}
