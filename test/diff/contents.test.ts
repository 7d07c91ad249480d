import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { ContentChange, ContentsSection, DiffImagesOptions } from '../../src/index.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { type Compared, diff, diffOf, filesOf } from '../support/diff-of.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const layer = () => new LayerBuilder()
const lines = (count: number, text = 'line') => Array.from({ length: count }, (_, i) => `${text} ${i}\n`).join('')

async function contentsOf(
  before: Compared,
  after: Compared,
  options: Partial<DiffImagesOptions> = {},
): Promise<ContentsSection> {
  const { contents } = filesOf(
    await diffOf(scratch, before, after, { sections: ['files'], contents: true, ...options }),
  )
  if (contents === null) throw new Error('the document has no contents')
  return contents
}

const formats = ({ before, after }: ContentChange) => [before?.format ?? null, after?.format ?? null]

describe('what differs inside of text', () => {
  it('is a unified diff', async () => {
    const before = layer().file('etc/a', 'one\ntwo\nthree\n').file('same', '=')
    const { files, more } = await contentsOf(before, layer().file('etc/a', 'one\n2\nthree').file('same', '='))
    expect(files).toEqual([
      {
        path: '/etc/a',
        patch:
          '--- a/etc/a\n+++ b/etc/a\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n\\ No newline at end of file\n',
        changes: [],
        before: { format: 'text', size: 14, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        after: { format: 'text', size: 11, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ])
    expect(more).toBe(0)
  })

  it('is a patch that patch(1) takes', async (context) => {
    needProgram(context, 'patch')
    const old = { 'etc/a': lines(50), 'etc/went': 'gone\n', 'name with spaces': 'x\n', 'größe "1"': 'x\n' }
    const now = {
      'etc/a': lines(20) + lines(9, 'new') + lines(25),
      'etc/came': 'no newline',
      'name with spaces': 'y\n',
    }
    const build = (files: Record<string, string>) => {
      const made = layer()
      for (const [name, text] of Object.entries(files)) made.file(name, text)
      return made
    }
    const { files } = await contentsOf(build(old), build(now))
    const directory = mkdtempSync(join(scratch, 'patched-'))
    for (const [name, text] of Object.entries(old)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
    }
    const patch = files.map((file) => file.patch).join('')
    execFileSync('patch', ['-p1', '--remove-empty-files'], { cwd: directory, input: patch })
    for (const [name, text] of Object.entries(now)) expect(readFileSync(join(directory, name), 'utf8')).toBe(text)
    expect(() => readFileSync(join(directory, 'etc/went'))).toThrow('ENOENT')
  })

  it('comes with texts that were added or removed, and with nothing of other files that were', async () => {
    const before = layer().file('went', 'old\n').file('old.bin', '\0')
    const { files } = await contentsOf(
      before,
      layer().file('came', 'new\n').file('new.bin', '\0\0').file('empty').symlink('link', 'came'),
    )
    expect(files.map(({ patch }) => patch)).toEqual([
      '--- /dev/null\n+++ b/came\n@@ -0,0 +1,1 @@\n+new\n',
      '--- a/went\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-old\n',
    ])
  })

  it('is only described where there is too much of it, or little in common', async () => {
    const large = 'x'.repeat(1024 * 1024)
    const before = layer()
      .file('large', `${large}1`)
      .file('other', lines(3000))
      .file('long', `${'y'.repeat(300_000)}\n`)
    const after = layer()
      .file('large', `${large}2`)
      .file('other', lines(4000, 'else'))
      .file('long', `${'z'.repeat(300_000)}\n`)
    const { files } = await contentsOf(before, after)
    expect(files.map(({ path, patch, changes }) => ({ path, patch, changes }))).toEqual([
      { path: '/large', patch: null, changes: [] },
      { path: '/long', patch: null, changes: [{ field: 'lines', key: null, before: 1, after: 1 }] },
      { path: '/other', patch: null, changes: [{ field: 'lines', key: null, before: 3000, after: 4000 }] },
    ])
  })

  it('may hold bytes that are not UTF-8', async () => {
    const { files } = await contentsOf(layer().file('a', Buffer.from([0xe9, 0x0a])), layer().file('a', 'é\n'))
    expect(files[0]?.patch).toBe('--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-\\xe9\n+é\n')
  })

  it('is found through hard links, and below other layers', async () => {
    const before = [layer().file('x', 'old\n').hardlink('y', 'x'), layer().file('z', '1')]
    const after = [layer().file('x', 'hidden\n'), layer().file('x', 'new\n').hardlink('y', 'x').file('z', '1')]
    const { files } = await contentsOf(before, after)
    expect(files.map(({ path, patch }) => [path, patch?.includes('-old\n+new\n')])).toEqual([
      ['/x', true],
      ['/y', true],
    ])
  })
})

describe('what differs inside of other files', () => {
  it('is told by their formats', async () => {
    const contents: Record<string, [string | Uint8Array, string | Uint8Array]> = {
      archive: [gzipSync('1'), gzipSync('2')],
      database: [`SQLite format 3\0${'1'.repeat(99)}`, `SQLite format 3\0${'2'.repeat(99)}`],
      data: ['\x001', '\x002'],
      tar: [`${'\0'.repeat(257)}ustar1`, `${'\0'.repeat(257)}ustar2`],
      'was-text': ['text', 'PK\x03\x04zip'],
    }
    const [before, after] = [layer(), layer()]
    for (const [name, [old, now]] of Object.entries(contents)) {
      before.file(name, old)
      after.file(name, now)
    }
    const { files } = await contentsOf(before, after)
    expect(files.every(({ patch, changes }) => patch === null && changes.length === 0)).toBe(true)
    expect(Object.fromEntries(files.map((file) => [file.path, formats(file)]))).toEqual({
      '/archive': ['gzip archive', 'gzip archive'],
      '/data': ['data', 'data'],
      '/database': ['SQLite database', 'SQLite database'],
      '/tar': ['tar archive', 'tar archive'],
      '/was-text': ['text', 'zip archive'],
    })
  })

  it('is told of programs by what they need and offer', async (context) => {
    needProgram(context, 'cc')
    const build = (name: string, ...flags: string[]) => {
      const path = join(scratch, name)
      execFileSync('cc', ['-shared', '-fPIC', '-x', 'c', '/dev/null', '-o', path, '-Wl,--build-id=none', ...flags])
      return readFileSync(path)
    }
    const before = layer().file('lib.so', build('old.so', '-Wl,-soname,libold.so.1', '-nostdlib'))
    const after = layer().file(
      'lib.so',
      build('new.so', '-Wl,-soname,libnew.so.2', '-nostdlib', '-Wl,-rpath,/opt', '-Wl,--no-as-needed', '-lm'),
    )
    const { files } = await contentsOf(before, after)
    expect(files.map(formats)).toEqual([['ELF', 'ELF']])
    expect(files[0]?.changes).toEqual([
      { field: 'soname', key: null, before: 'libold.so.1', after: 'libnew.so.2' },
      { field: 'needed', key: 'libm.so.6', before: null, after: true },
      { field: 'runpath', key: null, before: null, after: '/opt' },
    ])
  })
})

describe('contents', () => {
  it('are only of paths that globs match', async () => {
    const { files } = await contentsOf(
      layer().file('etc/a', '1').file('b', '1'),
      layer().file('etc/a', '2').file('b', '2'),
      { globs: ['/etc'] },
    )
    expect(files.map(({ path }) => path)).toEqual(['/etc/a'])
  })

  it('that are too many are counted, not read', async () => {
    const [before, after] = [layer(), layer()]
    const text = 'x'.repeat(1024 * 1024 - 1)
    for (let i = 0; i < 40; i++) {
      before.file(`file-${i}`, `${text}1`)
      after.file(`file-${i}`, `${text}2`)
    }
    const { files, more } = await contentsOf(before, after)
    expect([files.length, more]).toEqual([32, 8])
  })

  it('are not there where they are not asked for', async () => {
    const { files } = await diffOf(scratch, layer().file('a', '1'), layer().file('a', '2'))
    expect(files?.contents).toBeNull()
  })

  it('of real images are those of their files', async () => {
    const reference = `oci:${committedLayout('webapp')}`
    const options = { sections: ['files'], contents: true, globs: ['/var/lib/dpkg/status', '/usr/local/bin'] } as const
    const { contents } = filesOf(await diff({ reference, lastLayer: 0 }, { reference, lastLayer: 3 }, options))
    const [status] = contents?.files ?? []
    expect(status?.patch).toMatch(/^--- a\/var\/lib\/dpkg\/status\n\+\+\+ b\/var\/lib\/dpkg\/status\n@@ -/)
    expect(status?.patch).toContain('\n+Package: ca-certificates\n')
  })
})
