import { execFileSync } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeName } from '../../src/layer/tar/text.ts'
import { need, needProgram } from '../support/programs.ts'
import { type ReadEntry, readTar } from '../support/read-tar.ts'

let directory: string
const SPARSE_SIZE = 40 * 65536 + 17

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'imgpeek-tar-'))
  for (const tree of ['plain', 'rich']) {
    const at = (name: string): string => join(directory, tree, name)
    mkdirSync(at('bin/empty'), { recursive: true })
    writeFileSync(at('bin/tool'), 'tool\n'.repeat(300), { mode: 0o4755 })
    writeFileSync(at('nothing'), '')
    linkSync(at('bin/tool'), at('bin/same'))
    symlinkSync('../bin/./tool', at('bin/link'))
    utimesSync(at('nothing'), 1_234_567_890, 1_234_567_890)
  }
  const rich = (name: string): string => join(directory, 'rich', name)
  const deep = Array.from({ length: 12 }, (_, index) => `a-rather-long-directory-name-${index}`).join('/')
  mkdirSync(rich(deep), { recursive: true })
  writeFileSync(rich(`${deep}/file`), 'deep')
  symlinkSync(`/${deep}/file`, rich('long-link'))
  writeFileSync(rich('größe'), 'UTF-8')
  // other systems refuse such names
  if (process.platform === 'linux')
    writeFileSync(Buffer.concat([Buffer.from(rich('latin-')), Buffer.from([0xe9])]), 'bytes')
  utimesSync(rich('größe'), -86_400, -86_400)
  const sparse = openSync(rich('sparse'), 'w')
  for (let piece = 0; piece < 40; piece += 2) writeSync(sparse, `piece ${piece}`, piece * 65536)
  ftruncateSync(sparse, SPARSE_SIZE)
  closeSync(sparse)
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** What can be said of a path whatever made it an archive. */
interface Fact {
  readonly type: string
  readonly mode: number
  readonly mtime: number
  readonly target: string | null
  readonly content: string | null
}

/** Reads a directory on disk. */
function factsOfDirectory(root: string): Map<string, Fact> {
  const facts = new Map<string, Fact>()
  const visit = (path: Buffer, shown: string): void => {
    const stat = lstatSync(path)
    const type = stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'symlink' : 'file'
    facts.set(shown === '' ? '/' : shown, {
      type,
      mode: type === 'symlink' ? 0o777 : stat.mode & 0o7777,
      mtime: Math.floor(stat.mtimeMs / 1000),
      target: type === 'symlink' ? readlinkSync(path) : null,
      content: type === 'file' ? readFileSync(path, 'latin1') : null,
    })
    if (type !== 'directory') return
    for (const name of readdirSync(path, { encoding: 'buffer' })) {
      visit(Buffer.concat([path, Buffer.from('/'), name]), `${shown}/${decodeName(name)}`)
    }
  }
  visit(Buffer.from(root), '')
  return facts
}

/** Reads an archive; hard links are followed within it. */
function factsOfArchive(archive: Uint8Array): Map<string, Fact> {
  const entries = new Map<string, ReadEntry>()
  for (const entry of readTar(archive)) entries.set(entry.path, entry)
  const facts = new Map<string, Fact>()
  for (const [path, entry] of entries) {
    const { type, mode, mtime, content } = entry.type === 'hardlink' ? entries.get(entry.linkTarget!)! : entry
    facts.set(path, {
      type,
      mode: type === 'symlink' ? 0o777 : mode,
      mtime: Math.floor(mtime),
      target: entry.type === 'symlink' ? entry.linkTarget : null,
      content: content?.toString('latin1') ?? null,
    })
  }
  return facts
}

function run(program: string, ...parameters: string[]): Buffer {
  return execFileSync(program, parameters, { cwd: directory, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('GNU tar', () => {
  beforeEach((context) => {
    needProgram(context, 'tar')
    need(context, run('tar', '--version').includes('GNU tar'), 'tar is not GNU tar')
  })

  test.each([
    ['plain', 'v7'],
    ['plain', 'ustar'],
    ['plain', 'oldgnu'],
    ['rich', 'gnu'],
    ['rich', 'posix'],
  ])('%s tree, --format=%s', (tree, format) => {
    const archive = run('tar', '-C', tree, `--format=${format}`, '-cf', '-', '.')
    expect(factsOfArchive(archive)).toEqual(factsOfDirectory(join(directory, tree)))
  })

  test.each([
    ['--format=gnu'],
    ['--format=posix', '--sparse-version=0.0'],
    ['--format=posix', '--sparse-version=0.1'],
    ['--format=posix', '--sparse-version=1.0'],
  ])('--sparse %s %s', (...options) => {
    const archive = run('tar', '-C', 'rich', '--sparse', ...options, '-cf', '-', '.')
    expect(archive.length, 'the file system keeps no holes').toBeLessThan(SPARSE_SIZE)
    expect(factsOfArchive(archive)).toEqual(factsOfDirectory(join(directory, 'rich')))
  })

  test.each(['gnu', 'posix'])('owners beyond octal digits, --format=%s', (format) => {
    const owner = ['--owner=:3000000001', '--group=:3000000002']
    const archive = run('tar', '-C', 'plain', `--format=${format}`, ...owner, '-cf', '-', '.')
    for (const { uid, gid } of readTar(archive))
      expect({ uid, gid }).toEqual({ uid: 3_000_000_001, gid: 3_000_000_002 })
  })

  test('fractions of seconds', () => {
    const archive = run('tar', '-C', 'plain', '--format=posix', '--mtime=@1700000000.125', '-cf', '-', '.')
    for (const { mtime } of readTar(archive)) expect(mtime).toBe(1_700_000_000.125)
  })
})

describe('bsdtar', () => {
  beforeEach((context) => needProgram(context, 'bsdtar'))

  test.each([
    ['plain', 'v7tar'],
    ['plain', 'ustar'],
    ['rich', 'gnutar'],
    ['rich', 'pax'],
  ])('%s tree, --format=%s', (tree, format) => {
    const archive = run('bsdtar', '-C', tree, `--format=${format}`, '-cf', '-', '.')
    expect(factsOfArchive(archive)).toEqual(factsOfDirectory(join(directory, tree)))
  })
})

describe('Python tarfile', () => {
  beforeEach((context) => needProgram(context, 'python3'))

  test.each([
    ['plain', 'USTAR_FORMAT'],
    ['rich', 'GNU_FORMAT'],
    ['rich', 'PAX_FORMAT'],
  ])('%s tree, %s', (tree, format) => {
    const program = `
import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.${format}) as archive:
    archive.add("${tree}", ".")`
    expect(factsOfArchive(run('python3', '-c', program))).toEqual(factsOfDirectory(join(directory, tree)))
  })
})
