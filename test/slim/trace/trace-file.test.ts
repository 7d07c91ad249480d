import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError, UnavailableError, UsageError } from '../../../src/errors.ts'
import { decodeName } from '../../../src/layer/tar/text.ts'
import { normalisePath } from '../../../src/rootfs/path.ts'
import type { Trace } from '../../../src/slim/trace/trace.ts'
import { readTraceFile } from '../../../src/slim/trace/trace-file.ts'
import { needProgram } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = realpathSync(temporaryDirectory())

function written(content: string | Uint8Array): string {
  const file = join(mkdtempSync(join(scratch, 'file-')), 'log')
  writeFileSync(file, content)
  return file
}

function read(file: string): Promise<Trace> {
  return readTraceFile(file, '/srv')
}

/** The paths below a directory that a trace has, clean. */
function below(directory: string, { uses }: Trace): string[] {
  const clean = new Set([...uses.keys()].map((path) => normalisePath(path).path))
  return [...clean]
    .filter((path) => path.startsWith(`${directory}/`))
    .map((path) => path.slice(directory.length))
    .sort()
}

/** What a shell does that goes about, starts others, and lists. */
const SCRIPT = `cd a
read line < one
(cd ../b && cat two > /dev/null; exit 3)
cat three 2> /dev/null
test -e 'quo"ted\\name'
find ../c -name four -size -9 > /dev/null
cat "$(printf '\\303\\244\\377\\n>x')" & wait`
const USED = [
  '/a',
  '/a/one',
  '/a/quo"ted\\name',
  '/a/\u00e4\udcff\n>x',
  '/b',
  '/b/two',
  '/c',
  '/c/d',
  '/c/d/four',
].sort()

/** Something for that script to use. */
function place(): string {
  const directory = mkdtempSync(join(scratch, 'place-'))
  for (const each of ['a', 'b', 'c/d']) mkdirSync(join(directory, each), { recursive: true })
  for (const file of ['a/one', 'b/two', 'c/d/four', 'c/five', 'a/quo"ted\\name'])
    writeFileSync(join(directory, file), '')
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/a/`), Buffer.from([0xc3, 0xa4, 0xff, 0x0a, 0x3e, 0x78])]), '')
  return directory
}

describe('a log of strace', () => {
  beforeEach((context) => needProgram(context, 'strace'))

  it.each(
    [
      ['-f'],
      ['-f', '-y', '-t'],
      ['-f', '-yy', '-tt', '-T'],
      ['-f', '-Y', '-r'],
      ['-f', '-ttt', '-i', '-n'],
      ['-f', '-x', '-s', '3'],
      ['-f', '-xx', '-y'],
      ['-f', '-v', '-k'],
      ['-f', '-e', 'trace=%file,%process,fchdir,fcntl,dup'],
      ['-f', '-e', 'trace=%file,%process', '-y'],
      ['-f', '--seccomp-bpf', '-e', 'trace=%file,%process,fchdir', '-y'],
      ['-f', '-q', '-z', '-r', '-tt'],
    ].map((options) => [options.join(' '), options] as const),
  )('made with %s says what was used', async (_, options) => {
    const directory = place()
    const file = join(directory, 'log')
    execFileSync('strace', [...options, '-o', file, 'sh', '-c', SCRIPT], { cwd: directory, stdio: 'ignore' })
    const trace = await readTraceFile(file, directory)
    expect(below(directory, trace)).toEqual(USED)
    expect(trace.warnings).toEqual([])
  })

  it('says the same from standard error, with what programs write there between', async () => {
    const directory = place()
    const { stderr } = spawnSync('strace', ['-f', 'sh', '-c', `echo open >&2; ${SCRIPT}`], { cwd: directory })
    const trace = await readTraceFile(written(stderr), directory)
    expect(below(directory, trace)).toEqual(USED)
  })

  it('says the same from a file for each process, by their common name', async () => {
    const directory = place()
    const file = join(directory, 'log')
    execFileSync('strace', ['-ff', '-o', file, 'sh', '-c', SCRIPT], { cwd: directory, stdio: 'ignore' })
    expect(readdirSync(directory).filter((name) => name.startsWith('log.')).length).toBeGreaterThan(3)
    expect(below(directory, await readTraceFile(file, directory))).toEqual(USED)
  })

  it('says which program used what', async () => {
    const directory = place()
    const file = join(directory, 'log')
    execFileSync('strace', ['-f', '-o', file, 'sh', '-c', SCRIPT], { cwd: directory, stdio: 'ignore' })
    const { uses } = await readTraceFile(file, directory)
    const cat = execFileSync('sh', ['-c', 'command -v cat'], { encoding: 'utf8' }).trim()
    expect(uses.get(`${directory}/b/two`)).toEqual({ use: 'opened', call: 'openat', program: cat })
    expect(uses.get(`${directory}/a/${decodeName(Buffer.from('quo"ted\\name'))}`)?.use).toBe('statted')
  })
})

describe('a report of docker-slim', () => {
  /** As its source declares it (pkg/report/container_report.go). */
  const REPORT = {
    system: { type: 'Linux', release: '6.1', distro: { name: 'Debian', version: '12', display_name: 'Debian 12' } },
    monitors: {
      fan: {
        monitor_pid: 7,
        monitor_ppid: 1,
        event_count: 3,
        main_process: null,
        processes: {
          '12': { pid: 12, name: 'app', path: '/usr/bin/app', cmd: 'app', cwd: '/', root: '/', ppid: 1 },
        },
        process_files: {
          '12': {
            '/usr/bin/app': { event_count: 1, first_eid: 1, execs: 1 },
            '/etc/app.conf': { event_count: 2, first_eid: 2, reads: 2 },
          },
        },
      },
      pt: {
        enabled: true,
        arch_name: 'amd64',
        syscall_count: 3,
        syscall_num: 1,
        syscall_stats: { '4': { num: 4, name: 'stat', count: 1 } },
        fs_activity: {
          '/srv/checked': { ops_all: 1, ops_checkfile: 1, syscalls: { '4': {} }, pids: { '12': {} }, is_subdir: false },
          '/srv/read': { ops_all: 2, ops_checkfile: 1, syscalls: { '2': {} }, pids: { '12': {} }, is_subdir: false },
        },
      },
    },
    image: {
      files: [
        { file_type: 'File', file_path: '/lib/ld.so', mode: '-rwxr-xr-x', flags: { R: true, X: true }, file_size: 9 },
        { file_type: 'Symlink', file_path: '/lib64', mode: 'L', link_ref: 'lib', file_size: 3 },
      ],
    },
  }

  it('is told by what it has, and says what was used', async () => {
    const trace = await read(written(`\n ${JSON.stringify(REPORT, null, 2)}`))
    expect(trace).toMatchObject({ kind: 'creport', ended: null, warnings: [] })
    const program = '/usr/bin/app'
    expect([...trace.uses]).toEqual([
      ['/usr/bin/app', { use: 'executed', call: 'fanotify', program }],
      ['/etc/app.conf', { use: 'opened', call: 'fanotify', program }],
      ['/srv/checked', { use: 'statted', call: 'ptrace', program }],
      ['/srv/read', { use: 'opened', call: 'ptrace', program }],
      ['/lib/ld.so', { use: 'executed', call: 'image', program: null }],
      ['/lib64', { use: 'statted', call: 'image', program: null }],
    ])
  })

  it.each<readonly [what: string, report: unknown]>([
    ['without monitors', { monitors: { fan: null, pt: null }, image: { files: null } }],
    [
      'with anything in it',
      { monitors: { fan: [], pt: { fs_activity: { a: 1, '/b': null } } }, image: { files: [0, { file_path: 1 }] } },
    ],
    ['with names of objects', { monitors: { fan: { process_files: { __proto__: {}, constructor: { '/c': {} } } } } }],
  ])('%s is read', async (_, report) => {
    const { uses } = await read(written(JSON.stringify(report)))
    for (const { program } of uses.values()) expect(program).toBeNull()
  })
})

describe('what is neither', () => {
  it.each<readonly [what: string, content: string | Uint8Array]>([
    ['nothing', ''],
    ['text', 'Lorem ipsum\n'.repeat(1000)],
    ['a program', new Uint8Array(100_000).map((_, index) => (index * 7919) % 256)],
    ['other JSON', '{"schemaVersion": 1, "image": "app"}'],
    ['half of JSON', '{"monitors": {'],
    ['a list', '[]'],
  ])('%s is refused', async (_, content) => {
    const file = written(content)
    const error = await read(file).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ message: `${file} is neither a log of strace nor the creport.json of docker-slim.` })
  })

  it('is not there, or no file', async () => {
    await expect(read(join(scratch, 'none'))).rejects.toThrow(NotFoundError)
    await expect(read(scratch)).rejects.toThrow(UnavailableError)
  })

  it('has lines that are too long for anything', async () => {
    const line = `1 openat(AT_FDCWD, "/${'x'.repeat(3_000_000)}", O_RDONLY) = 3\n`
    const { uses } = await read(written(`${line}1 openat(AT_FDCWD, "/y", O_RDONLY) = 3\n`))
    expect([...uses.keys()]).toEqual(['/y'])
  })

  it('warns of what cannot be used', async () => {
    const file = written('1 stat("/a"..., {st_mode=S_IFREG, ...}) = 0\n1 openat(9, "b", O_RDONLY) = 3\n')
    expect((await read(file)).warnings).toEqual([
      `${file}: 1 path cut short in the log cannot be used.`,
      `${file}: it cannot be told what 1 relative path stands for; make the log with strace -y.`,
    ])
  })
})
