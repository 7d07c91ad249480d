import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const IMAGE = `oci:${committedLayout('webapp')}`
const [SPACE, ENTER, DOWN, CTRL_C] = [' ', '\r', '\u001b[B', '\u0003']

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

/** The program on a terminal of its own (script(1) makes it one). */
class OnTerminal {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  #output = ''
  #heard: () => void = () => {}

  constructor(args: readonly string[]) {
    const command = [process.execPath, RUN, ...args].map((word) => `'${word}'`).join(' ')
    const { NODE_ENV, FORCE_COLOR, DEBUG, ...env } = process.env
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...env, NO_COLOR: '1', TERM: 'xterm', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text
      this.#heard()
    })
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve))
  }

  /** Waits for something to be shown, and gives what was shown from there on; types keys then. */
  async at(shown: RegExp, keys = ''): Promise<string> {
    let match = shown.exec(this.#output)
    while (match === null) {
      await Promise.race([
        new Promise<void>((resolve) => (this.#heard = resolve)),
        this.#ended.then(() => {
          throw new Error(`the program ended, and did not show ${shown}: ${this.#output}`)
        }),
      ])
      match = shown.exec(this.#output)
    }
    const from = this.#output.slice(match.index)
    this.#output = ''
    this.#child.stdin!.write(keys)
    return from
  }

  /** How the program ended, and what it showed since the last `at`. */
  async end(): Promise<{ code: number | null; output: string }> {
    const code = await this.#ended
    return { code, output: this.#output }
  }
}

describe('imgpeek slim --interactive', () => {
  beforeEach((context) => needProgram(context, 'script'))

  it('writes what was flipped, and says by which flags that is had again', async () => {
    const [looked, again] = [fresh(), fresh()]
    const terminal = new OnTerminal(['slim', IMAGE, '-o', `oci:${looked}`, '--interactive'])
    await terminal.at(/❯ keep +\d\S+ MB +libc6 /, SPACE)
    await terminal.at(/What keeps it: .*busybox needs libc\.so\.6.* Space again/s, DOWN)
    await terminal.at(/❯ keep .*busybox/, DOWN)
    await terminal.at(/❯ drop .*ca-certificates/, SPACE)
    await terminal.at(/❯ keep\* .*ca-certificates/, ENTER)
    const { code, output } = await terminal.end()
    expect(code).toBe(0)
    const flags = /The same without looking: (.*?)\r?\n/.exec(output)?.[1]?.split(' ')
    expect(flags).toEqual(['--keep-package', 'ca-certificates'])
    const digest = /Digest (sha256:[0-9a-f]{64})/.exec(output)?.[1]
    const { stdout } = await imgpeek(['slim', IMAGE, '-o', `oci:${again}`, ...flags!, '--json'])
    expect(JSON.parse(stdout).written.digest).toBe(digest)
    const plain = await imgpeek(['slim', IMAGE, '-o', `oci:${fresh()}`, '--json'])
    expect(JSON.parse(plain.stdout).written.digest).not.toBe(digest)
  })

  it.each([
    ['q', 'q'],
    ['Ctrl-C', CTRL_C],
  ])('writes nothing when it is left by %s, and ends with 130', async (_, key) => {
    const destination = fresh()
    const terminal = new OnTerminal(['slim', IMAGE, '-o', `oci:${destination}`, '--interactive'])
    await terminal.at(/❯ /, key)
    const { code, output } = await terminal.end()
    expect(code).toBe(130)
    expect(output).not.toContain('The same without looking')
    expect(existsSync(destination)).toBe(false)
  })

  it('is refused where there is no terminal', async () => {
    const { code, stdout, stderr } = await imgpeek(['slim', IMAGE, '-o', `oci:${fresh()}`, '--interactive'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('--interactive needs a terminal')
  })
})

describe('imgpeek slim --drop', () => {
  it('drops what nothing else needs, and says so in the audit', async () => {
    const { code, stdout } = await imgpeek(['slim', IMAGE, '--explain', '/srv/www/index.html', '--drop', '/srv/www'])
    expect([code, stdout]).toEqual([0, 'dropped  /srv/www/index.html  is named by --drop /srv/www (drop)\n'])
  })

  it('of something that is needed is doubted, and not proven', async () => {
    const destination = fresh()
    const libc = '/usr/lib/x86_64-linux-gnu/libc.so.6'
    const { code, stdout } = await imgpeek(['slim', IMAGE, '-o', `oci:${destination}`, '--drop', libc, '--json'])
    const { doubts, proof } = JSON.parse(stdout)
    expect(code).toBe(1)
    expect(doubts).toContain(`--drop takes away ${libc}: /usr/bin/busybox needs libc.so.6.`)
    expect(proof.failures).toContain('/usr/bin/busybox needs libc.so.6, which it found before.')
    expect(existsSync(destination)).toBe(false)
  })

  it.each([
    [['--drop', '/no/such'], 'has nothing that --drop /no/such names'],
    [['--drop-package', 'nothing'], 'has no package that --drop-package nothing names'],
  ])('ends with 3 where %j names nothing', async (flags, sentence) => {
    const { code, stderr } = await imgpeek(['slim', IMAGE, '--dry-run', ...flags])
    expect([code, stderr]).toEqual([3, expect.stringContaining(sentence)])
  })
})
