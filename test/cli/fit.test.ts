import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const image = (name: string): string =>
  `oci:${fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url))}`
const WEBAPP = image('webapp')
const STATIC = image('static')

function fitOf(...args: readonly string[]): ReturnType<typeof imgpeek> {
  return imgpeek(['fit', ...args, '--no-cache'])
}

describe('imgpeek fit', () => {
  it('prints a line for each base and ends with 0 where the app fits, also if something is added', async () => {
    const { code, stdout, stderr } = await fitOf(WEBAPP, STATIC, WEBAPP)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ {2}webapp +fits {2}/m)
    expect(stdout).toMatch(/^ {2}static +fits if /m)
  })

  it('prints one JSON document and ends with 1 where the app does not fit', async (context) => {
    needProgram(context, 'gcc')
    const program = join(scratch, 'program')
    writeFileSync(`${program}.c`, 'int main(void) { return 0; }\n')
    execFileSync('gcc', ['-o', program, `${program}.c`])
    const { code, stdout, stderr } = await fitOf(program, STATIC, '--json')
    expect([code, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      app: { source: 'rootfs', starts: [{ path: '/program', as: 'program' }] },
      bases: [{ verdict: 'does-not-fit', reasons: [expect.stringContaining('/program needs the loader ')] }],
    })
    mkdirSync(join(scratch, 'directory', 'bin'), { recursive: true })
    execFileSync('cp', [program, join(scratch, 'directory', 'bin', 'app')])
    const directory = await fitOf(join(scratch, 'directory'), STATIC, '--json')
    expect(JSON.parse(directory.stdout)).toMatchObject({ app: { starts: [{ path: '/bin/app' }] } })
  })

  it('takes a script for a program', async () => {
    const script = join(scratch, 'script')
    writeFileSync(script, '#!/bin/sh\necho started\n')
    const { code, stdout } = await fitOf(script, WEBAPP)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}webapp +fits /m)
  })

  it('prints plans', async () => {
    const { code, stdout } = await fitOf(STATIC, WEBAPP, '--plan')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ +COPY --from=/m)
    expect(existsSync('Dockerfile')).toBe(false)
  })

  it('goes on without a base that is not there with --keep-going, says so, and still ends with 3', async () => {
    const { code, stdout, stderr } = await fitOf(STATIC, 'oci:gone', WEBAPP, '--keep-going')
    expect(code).toBe(3)
    expect(stdout).toMatch(/^ {2}webapp +fits /m)
    expect(stdout).toContain('\n\n  Left out: gone, which could not be had\n')
    expect(stderr).toMatch(/^imgpeek: [^\n]*gone[^\n]*\n$/)

    const json = await fitOf(STATIC, 'oci:gone', WEBAPP, '--keep-going', '--json')
    const { bases, leftOut } = JSON.parse(json.stdout)
    expect([json.code, bases.length, leftOut]).toMatchObject([3, 1, [{ label: 'gone', reason: 'unavailable' }]])
  })

  it('goes on with nothing where no base is left, or the app is not there', async () => {
    for (const args of [
      [STATIC, 'oci:gone'],
      ['oci:gone', STATIC],
    ]) {
      const { code, stdout } = await fitOf(...args, '--keep-going')
      expect([code, stdout]).toEqual([3, ''])
    }
  })

  it.each([
    [2, 'no base', [WEBAPP]],
    [2, 'layers that the app does not have', [STATIC, WEBAPP, '--app-layers', '7']],
    [2, 'layers that are none', [STATIC, WEBAPP, '--app-layers', 'all']],
    [2, 'slices without a plan', [STATIC, WEBAPP, '--chisel-releases', '.']],
    [2, 'a path that is none', [STATIC, WEBAPP, '--also', '']],
    [2, 'layers in two ways', [STATIC, WEBAPP, '--app-layers', '0', '--base-layers', '1']],
    [3, 'a path that the app does not have', [STATIC, WEBAPP, '--also', '/gone']],
    [3, 'a base that is not there', [STATIC, 'oci:gone']],
    [3, 'an app that is not there', ['./gone', WEBAPP]],
  ])('ends with %d for %s', async (expected, _, args) => {
    const { code, stdout, stderr } = await fitOf(...args)
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
  })
})
