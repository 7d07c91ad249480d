import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { need } from '../support/programs.ts'
import { readTar } from '../support/read-tar.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ended, imgpeek, start } from './imgpeek.ts'

const IMAGE = `oci:${committedLayout('webapp')}`
const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const scratch = temporaryDirectory()
const env = { XDG_CACHE_HOME: join(scratch, 'cache') }

/** Runs the program on a terminal of util-linux's script(1). */
function onTerminal(args: readonly string[]): { code: number | null; output: string } {
  const command = [process.execPath, RUN, ...args].map((arg) => `'${arg}'`).join(' ')
  const options = { encoding: 'utf8', env: { ...process.env, ...env, NO_COLOR: '1' } } as const
  const { status, stdout } = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], options)
  return { code: status, output: stdout }
}

function hasScript(): boolean {
  return spawnSync('script', ['--quiet', '--return', '--command', 'true', '/dev/null']).status === 0
}

describe('imgpeek cat', () => {
  it('prints a file, to the byte', async () => {
    const { code, stdout, stderr } = await imgpeek(['cat', IMAGE, '/etc/os-release'], { env })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ID=debian$/m)
    const program = start(['cat', IMAGE, 'bin/busybox'], { env })
    const bytes: Buffer[] = []
    for await (const piece of program.stdout!) bytes.push(piece)
    expect(Buffer.concat(bytes).subarray(0, 4)).toEqual(Buffer.from('\x7fELF'))
  })

  it('ends with 3 and a sentence where there is no such file', async () => {
    for (const path of ['/etc', '/no/such', 'etc/os-release/x']) {
      const { code, stdout, stderr } = await imgpeek(['cat', IMAGE, path], { env })
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^imgpeek: \/[^\n]*\.\n$/)
    }
  })

  it('ends with 2 where the layer is no number', async () => {
    expect((await imgpeek(['cat', IMAGE, '/etc/os-release', '--layer', 'x'], { env })).code).toBe(2)
    expect((await imgpeek(['cat', IMAGE, '/etc/os-release', '--layer', '-1'], { env })).code).toBe(2)
  })

  it('gives a terminal nothing to act on', async (context) => {
    need(context, hasScript(), 'there is no script(1) to make a terminal')
    const tar = await new LayerBuilder().file('evil', 'a\tb\n\x1b]0;title\x07\x9b\n').build()
    const { directory } = writeLayout(join(scratch, 'evil'), { layers: [{ tar }] })
    const { code, output } = onTerminal(['cat', `oci:${directory}`, '/evil'])
    const shown = output.split('\x1b[K').at(-1) // the progress line may have been drawn and erased before
    expect([code, shown]).toEqual([0, 'a\tb\r\n\\x1b]0;title\\x07\\x9b\r\n'])
  })

  it('is silent when its reader leaves, as head does', async () => {
    const child = start(['cat', IMAGE, '/bin/busybox'], { env })
    child.stdout?.destroy()
    await once(child, 'spawn')
    const { code, stderr } = await ended(child)
    expect([code, stderr]).toEqual([0, ''])
  })
})

describe('imgpeek export', () => {
  it('writes a tar to standard output', () => {
    const tar = execFileSync(process.execPath, [RUN, 'export', IMAGE], { maxBuffer: 1 << 28 })
    expect(readTar(tar).map(({ path }) => path)).toContain('/usr/bin/busybox')
  })

  it('writes a file, in place of one that is there or that a symlink leads to', async () => {
    const home = join(scratch, 'export')
    mkdirSync(home)
    writeFileSync(join(home, 'old.tar'), 'old')
    symlinkSync('old.tar', join(home, 'link.tar'))
    expect(await imgpeek(['export', IMAGE, '-o', join(home, 'link.tar')], { env })).toMatchObject({
      code: 0,
      stdout: '',
    })
    expect(readdirSync(home).sort()).toEqual(['link.tar', 'old.tar'])
    expect(readTar(readFileSync(join(home, 'old.tar'))).length).toBeGreaterThan(100)
    expect(await imgpeek(['export', IMAGE, '-o', '/dev/null'], { env })).toMatchObject({ code: 0 })
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('says which file cannot be written', async () => {
    const directory = await imgpeek(['export', IMAGE, '-o', scratch], { env })
    expect([directory.code, directory.stderr]).toEqual([2, expect.stringMatching(/is a directory/)])
    const absent = await imgpeek(['export', IMAGE, '-o', join(scratch, 'no/x.tar')], { env })
    expect([absent.code, absent.stderr]).toEqual([3, expect.stringMatching(/^imgpeek: [^\n]*x\.tar cannot be written/)])
  })

  it('refuses to write to a terminal', (context) => {
    need(context, hasScript(), 'there is no script(1) to make a terminal')
    const { code, output } = onTerminal(['export', IMAGE])
    expect([code, output]).toEqual([2, expect.stringMatching(/^imgpeek: A tar is nothing for a terminal; [^\n]*\n$/)])
  })
})

describe('imgpeek unpack', () => {
  it('says what it made', async () => {
    const directory = join(scratch, 'bundle')
    const { code, stdout } = await imgpeek(['unpack', '--bundle', IMAGE, directory], { env })
    expect(code).toBe(0)
    expect(stdout).toBe(
      `230 files, 61 directories, 33 symlinks: 4.3 MB in ${directory}\nTo start it: runc run --bundle ${directory} NAME\n`,
    )
    expect(readdirSync(directory).sort()).toEqual(['config.json', 'rootfs'])
  })

  it('prints one JSON document', async () => {
    const { stdout } = await imgpeek(['unpack', '--json', IMAGE, join(scratch, 'json')], { env })
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, bundle: false, filesystem: { files: 230 } })
  })

  it('ends with 2 where the directory has something in it', async () => {
    const { code, stderr } = await imgpeek(['unpack', IMAGE, scratch], { env })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is not empty/)])
  })
})

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it.each([
    ['export', (home: string) => ['-o', join(home, 'x.tar')]],
    ['unpack', (home: string) => [join(home, 'absent')]],
    ['unpack', (home: string) => [home]],
  ])('during %s leaves nothing behind', async (command, target) => {
    const home = join(scratch, `interrupted-${command}-${Math.random()}`)
    mkdirSync(home)
    const noise = Buffer.alloc(4_000_000, 'noise')
    const tar = await new LayerBuilder().file('a', noise).file('b', noise).build()
    const layout = writeLayout(join(home, '../layout-of-interrupted'), { layers: [{ tar, packing: 'none' }] })
    const hangs = Promise.withResolvers<void>()
    await using registry = await startFaultyRegistry(layout.directory, ({ response, blob, earlier }) => {
      // the layer's first reading is for the inventory
      if (blob === null || blob.length < noise.length || earlier === 0) return false
      response.writeHead(200, { 'content-length': blob.length })
      response.write(blob.subarray(0, 6_000_000), () => hangs.resolve())
      return true
    })
    const args = [command, `${registry.host}/test/image:latest`, ...target(home), '--no-cache']
    const child = start(args, { env })
    const end = ended(child)
    await Promise.race([hangs.promise, end])
    child.kill('SIGINT')
    const { code, stdout } = await end
    expect([code, stdout]).toEqual([130, ''])
    expect(readdirSync(home)).toEqual([])
  })
})
