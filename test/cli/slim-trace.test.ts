import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { hasProgram } from '../../fixtures/compress.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { need, needProgram } from '../support/programs.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ended, imgpeek, start } from './imgpeek.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${committedLayout('webapp')}`
const DRY = ['slim', IMAGE, '--mode', 'files', '--dry-run']
/** A program that makes up the name of what it opens; nothing of the image names that. */
const COMMAND = "sh -c 'cd /etc; kind=mime; cat $kind.types > /dev/null; (cat ../etc/serv?ces) > /tmp/made'"
const LEARNT = ['/etc/mime.types', '/etc/services']

function fresh(): string {
  return mkdtempSync(join(scratch, 'directory-'))
}

/** A directory for temporary files alone, and the environment that names it. */
function ownTemporary(): { readonly directory: string; readonly env: Readonly<Record<string, string>> } {
  const directory = fresh()
  return { directory, env: { TMPDIR: directory } }
}

/** What is left there. */
function leftIn(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.startsWith('imgpeek'))
}

describe('imgpeek slim --trace', { timeout: 60_000 }, () => {
  beforeEach((context) => {
    needProgram(context, 'strace')
    need(context, hasProgram('runc') || hasProgram('crun'), 'neither runc nor crun is installed')
    need(context, process.getuid?.() === 0, 'containers are root’s')
  })

  it('keeps what a run opened that nothing else leads to, says so, and leaves nothing behind', async () => {
    const without = JSON.parse((await imgpeek([...DRY, '--json'])).stdout)
    expect(without.learned).toBeNull()
    const { directory, env } = ownTemporary()
    const { code, stdout, stderr } = await imgpeek([...DRY, '--trace', COMMAND, '--json'], { env })
    expect([code, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect(schemaErrors('slim', document)).toEqual([])
    expect(document.learned.runs).toMatchObject([{ name: COMMAND, kind: 'run', exitCode: 0, stopped: false }])
    const added = document.learned.added.filter(({ bytes }: { bytes: number }) => bytes > 0)
    expect(added.map(({ path }: { path: string }) => path)).toEqual(expect.arrayContaining(LEARNT))
    expect(added.find(({ path }: { path: string }) => path === LEARNT[0]).says).toMatch(
      /^was opened by \/(?:usr\/)?bin\/\S+ in a run \(open(?:at)?\)$/,
    )
    expect(document.learned.bytes).toBe(document.after.contentBytes - without.after.contentBytes)
    expect(leftIn(directory)).toEqual([])
  })

  it('says it on the page, within 80 columns', async () => {
    const { code, stdout } = await imgpeek([...DRY, '--trace', COMMAND])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /\nLearned from runs\n {2}sh -c .*\n(?: .*\n)*? {2}4 files of 88\.\d kB stay for that alone:\n/,
    )
    expect(stdout).toMatch(/\n +73\.8 kB {2}traced +\/etc\/mime\.types\n/)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('learns the same from the log of that run, and explains it', async () => {
    const [programs, directory] = [fresh(), fresh()]
    const log = join(directory, 'kept.log')
    const strace = execFileSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).trim()
    const script = [
      '#!/bin/sh',
      'for each; do [ "$last" = -o ] && log=$each; last=$each; done',
      `${strace} "$@" || exit`,
      `[ -z "$log" ] || cp "$log" '${log}'`,
    ]
    writeFileSync(join(programs, 'strace'), script.join('\n'), { mode: 0o755 })
    const env = { PATH: `${programs}:${process.env.PATH}` }
    const [ran, read] = [join(directory, 'ran.json'), join(directory, 'read.json')]
    expect((await imgpeek([...DRY, '--trace', COMMAND, '--audit', ran], { env })).code).toBe(0)
    expect((await imgpeek([...DRY, '--trace-file', log, '--audit', read])).code).toBe(0)
    expect(JSON.parse(readFileSync(read, 'utf8'))).toEqual(JSON.parse(readFileSync(ran, 'utf8')))
    const explain = [...DRY, '--explain', '/etc/mime.types']
    expect((await imgpeek(explain)).stdout).toMatch(/^dropped /)
    expect((await imgpeek([...explain, '--trace-file', log])).stdout).toMatch(/^kept .*\(traced\)\n$/)
  })

  it('ends a server when its time is over', async () => {
    const { directory, env } = ownTemporary()
    const args = [...DRY, '--trace', '', '--trace-seconds', '1', '--json']
    const { code, stdout, stderr } = await imgpeek(args, { env })
    expect([code, stderr]).toEqual([0, ''])
    const [run] = JSON.parse(stdout).learned.runs
    expect(run).toMatchObject({ name: 'the command of the image', exitCode: null, stopped: true })
    expect(run.paths).toBeGreaterThan(2)
    expect(leftIn(directory)).toEqual([])
  })

  it('runs several, each from the image as it is', async () => {
    const look = ['--trace', 'cat /etc/mime.types']
    const change = ['--trace', 'rm /etc/mime.types']
    const { code, stdout, stderr } = await imgpeek([...DRY, '--json', ...look, ...change, ...look])
    const { learned, warnings } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(learned.runs.map(({ exitCode }: { exitCode: number }) => exitCode)).toEqual([0, 1, 0])
    expect(warnings).toEqual([expect.stringMatching(/^rm \/etc\/mime\.types ended with 1 when it was traced: rm: /)])
    expect(stderr).toBe('')
  })

  it.each([0, 50, 1000])('removes everything when it is interrupted after %i ms', async (wait) => {
    const { directory, env } = ownTemporary()
    const child = start([...DRY, '--trace', 'sleep 61'], { env })
    const end = ended(child)
    const isTracing = (): boolean => leftIn(directory).some((name) => existsSync(join(directory, name, 'strace.log')))
    while (!isTracing() && child.exitCode === null) await delay(20)
    await delay(wait)
    child.kill('SIGINT')
    expect(await end).toMatchObject({ code: 130, stdout: '' })
    expect(leftIn(directory)).toEqual([])
  })

  it('ends with 3 where a command is not in the image', async () => {
    const { code, stdout, stderr } = await imgpeek([...DRY, '--trace', 'no-such-program --at all'])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^imgpeek: no-such-program --at all could not be started: [^\n]*no-such-program[^\n]*\n$/)
  })
})

describe('what --trace needs', () => {
  /** A PATH with these programs alone. */
  function only(...programs: readonly string[]): Readonly<Record<string, string>> {
    const directory = join(fresh(), 'bin')
    mkdirSync(directory)
    for (const program of programs) {
      symlinkSync(
        execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
        join(directory, program),
      )
    }
    return { PATH: directory }
  }

  it('is said in one sentence before anything is done', async (context) => {
    const args = ['slim', 'oci:/no/such/image', '--dry-run', '--trace', '']
    const bare = await imgpeek(args, { env: only() })
    expect(bare).toEqual({ code: 3, stdout: '', stderr: 'imgpeek: strace is not installed, which --trace needs.\n' })
    needProgram(context, 'strace')
    expect(await imgpeek(args, { env: only('strace') })).toEqual({
      code: 3,
      stdout: '',
      stderr: 'imgpeek: No container can be run here: runc is not installed; crun is not installed.\n',
    })
  })

  it.each([
    [['--trace', 'a | b'], 2, 'only a shell understands'],
    [['--trace', "a 'b"], 2, 'not closed'],
    [['--trace-seconds', '5'], 2, '--trace'],
    [['--trace', 'a', '--trace-seconds', '0'], 2, '--trace-seconds'],
    [['--trace-file', '/no/such.log'], 3, '/no/such.log does not exist'],
    [['--trace-file', dirname(committedLayout('webapp'))], 3, 'is not a file'],
    [['--trace-file', join(committedLayout('webapp'), 'index.json')], 2, 'neither a log of strace nor'],
  ])('%j ends with %i', async (args, expected, sentence) => {
    const { code, stdout, stderr } = await imgpeek([...DRY, ...args])
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(sentence)
  })
})
