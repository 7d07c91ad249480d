import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeName } from '../../../../src/layer/tar/text.ts'
import { StraceLog } from '../../../../src/slim/trace/strace/strace-log.ts'
import type { TracedUse } from '../../../../src/slim/trace/traced-paths.ts'

/** A log, line by line, of processes that are in `/work` where it does not say otherwise. */
function read(...lines: readonly string[]): StraceLog {
  const log = new StraceLog('/srv')
  for (const line of lines) log.line(line)
  return log
}

function pathsIn(...lines: readonly string[]): string[] {
  return [...read(...lines).paths.uses.keys()]
}

function useOf(log: StraceLog, path: string): TracedUse | undefined {
  return log.paths.uses.get(path)
}

describe('a call', () => {
  it.each([
    ['openat(AT_FDCWD, "/etc/a", O_RDONLY) = 3', ['/etc/a']],
    ['openat(AT_FDCWD</srv>, "a/b", O_RDONLY) = 3</srv/a/b>', ['/srv/a/b']],
    ['openat(5</srv/x>, "b", O_RDONLY|O_CLOEXEC) = 3', ['/srv/x/b']],
    ['open("/lib/x.so", O_RDONLY)           = 3</usr/lib/x.so.1>', ['/lib/x.so', '/usr/lib/x.so.1']],
    ['stat("rel/./x", {st_mode=S_IFREG|0644, st_size=1, ...}) = 0', ['/srv/rel/x']],
    ['newfstatat(AT_FDCWD, "/a", 0x7ffe, AT_SYMLINK_NOFOLLOW) = 0', ['/a']],
    ['statx(AT_FDCWD, "/a", AT_STATX_SYNC_AS_STAT, STATX_ALL, {stx_mask=STATX_ALL, ...}) = 0', ['/a']],
    ['readlink("/bin", "usr/bin", 4095) = 7', ['/bin']],
    ['readlink("/usr", 0x7ffd, 4095) = -1 EINVAL (Invalid argument)', ['/usr']],
    ['execve("/bin/sh", ["sh", "-c", "cat) = 0 (\\"x"...], 0x7ffc /* 35 vars */) = 0', ['/bin/sh']],
    ['execveat(6</bin/sh>, "", ["sh"], 0x52232e0 /* 8 vars */, AT_EMPTY_PATH) = 0', ['/bin/sh']],
    ['rename("/a/x", "/b/y") = 0', ['/a/x', '/b/y']],
    ['linkat(AT_FDCWD, "one", 4</t>, "two", 0) = 0', ['/srv/one', '/t/two']],
    ['symlink("../to", "/link") = 0', ['/link']],
    ['symlinkat("to", 3</d>, "link") = 0', ['/d/link']],
    ['inotify_add_watch(4<anon_inode:inotify>, "/etc/app", IN_MODIFY) = 1', ['/etc/app']],
    ['openat2(AT_FDCWD, "/z", {flags=O_RDONLY, resolve=RESOLVE_IN_ROOT}, 24) = 3', ['/z']],
  ])('%s', (line, expected) => {
    expect(pathsIn(line)).toEqual(expected)
  })

  it.each([
    'openat(AT_FDCWD, "/etc/a", O_RDONLY) = -1 ENOENT (No such file or directory)',
    'openat(AT_FDCWD, "/etc/a", O_RDONLY) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
    'execve("/bin/none", ["none"], 0x7ffc /* 35 vars */) = -1 ENOENT (No such file or directory)',
    'openat(AT_FDCWD, "/etc/a", O_RDONLY <unfinished ...>',
    'openat(AT_FDCWD, "/etc/a", O_RDONLY) = ',
    'openat(AT_FDCWD, "/etc/a',
    'read(3</etc/a>, "/etc/b", 10) = 6',
    'openat(AT_FDCWD, "/proc/self/maps", O_RDONLY) = 3',
    'openat(AT_FDCWD, "/dev/null", O_RDONLY) = 3',
    'openat(AT_FDCWD, "//sys/./kernel", O_RDONLY) = 3',
    'stat("/", {st_mode=S_IFDIR|0755, st_size=4096, ...}) = 0',
    'fstat(3</etc/a>, {st_mode=S_IFREG|0644, st_size=1, ...}) = 0',
    'utimensat(0</etc/a>, NULL, NULL, 0) = 0',
    'open(0x7ffe1234, O_RDONLY) = -1 EFAULT (Bad address)',
  ])('%s teaches nothing', (line) => {
    expect(pathsIn(line)).toEqual([])
  })

  it('that runs or opens a path says more than one that looks at it, whatever comes first', () => {
    const log = read(
      'stat("/bin/a", {st_mode=S_IFREG|0755, ...}) = 0',
      'execve("/bin/a", ["a"], 0x7f /* 1 var */) = 0',
      'open("/bin/a", O_RDONLY) = 3',
      'open("/lib/b", O_RDONLY) = 3',
      'access("/lib/b", R_OK) = 0',
    )
    expect(useOf(log, '/bin/a')).toEqual({ use: 'executed', call: 'execve', program: null })
    expect(useOf(log, '/lib/b')).toEqual({ use: 'opened', call: 'open', program: '/bin/a' })
  })
})

describe('a path', () => {
  it.each([
    [String.raw`"/a\n\t\"\\b"`, '/a\n\t"\\b'],
    [String.raw`"/\303\244\0011"`, '/ä\u00011'],
    [String.raw`"/\377\1x"`, '/\udcff\u0001x'],
    [String.raw`"\x2f\x65\x74\xc3\xa4"`, '/etä'],
  ])('%s is read as strace quoted it', (quoted, path) => {
    expect(pathsIn(`stat(${quoted}, {st_mode=S_IFREG|0644, ...}) = 0`)).toEqual([path])
  })

  it('of a descriptor may have in it what else ends things', () => {
    expect(pathsIn(String.raw`openat(3</a)b, "\76>, "c", O_RDONLY) = 4</a)b, "\76/c>`)).toEqual(['/a)b, ">/c'])
  })

  it('that is cut short is counted, and only counted', () => {
    const log = read('stat("/very/lon"..., {st_mode=S_IFREG|0644, ...}) = 0')
    expect([log.paths.uses.size, log.cut]).toEqual([0, 1])
  })

  it('that is relative to a directory nobody knows is counted, unless the log says where it led', () => {
    const log = read('openat(7, "a", O_RDONLY) = 3', 'openat(7, "b", O_RDONLY) = 4</srv/b>')
    expect([[...log.paths.uses.keys()], log.unplaced]).toEqual([['/srv/b'], 1])
  })

  it('keeps what only symlinks can tell', () => {
    expect(pathsIn('chdir("/link") = 0', 'stat("../x", {st_mode=S_IFREG|0644, ...}) = 0')).toEqual([
      '/link',
      '/link/../x',
    ])
  })

  it('is relative to where the process went, and its children', () => {
    expect(
      pathsIn(
        '1 chdir("/srv") = 0',
        '1 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>',
        '2 stat("early", {st_mode=S_IFREG|0644, ...}) = 0',
        '2 chdir("app") = 0',
        '1 <... clone resumed>, child_tidptr=0x7f) = 2',
        '1 stat("parent", {st_mode=S_IFREG|0644, ...}) = 0',
        '2 stat("child", {st_mode=S_IFREG|0644, ...}) = 0',
      ),
    ).toEqual(['/srv', '/srv/early', '/srv/app', '/srv/parent', '/srv/app/child'])
  })

  it('is not relative to where one went that could start nothing', () => {
    expect(
      pathsIn(
        '1 chdir("/srv") = 0',
        '1 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>',
        '1 <... clone resumed>) = -1 EAGAIN (Resource temporarily unavailable)',
        '2 stat("x", {st_mode=S_IFREG|0644, ...}) = 0',
      ),
    ).toEqual(['/srv', '/srv/x'])
  })

  it('of a thread is relative to where any of its threads went', () => {
    expect(
      pathsIn(
        '1 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD, exit_signal=0} => {parent_tid=[2]}, 88) = 2',
        '2 chdir("/srv") = 0',
        '1 stat("x", {st_mode=S_IFREG|0644, ...}) = 0',
        '2 open("/d", O_RDONLY|O_DIRECTORY) = 9',
        '1 openat(9, "y", O_RDONLY) = 10',
      ),
    ).toEqual(['/srv', '/srv/x', '/d', '/d/y'])
  })

  it('is relative to directories that were opened, doubled and gone to', () => {
    expect(
      pathsIn(
        'open("/d", O_RDONLY|O_DIRECTORY) = 3',
        'fcntl(3, F_DUPFD_CLOEXEC, 0) = 4',
        'close(3) = 0',
        'openat(4, "e", O_RDONLY|O_DIRECTORY) = 3',
        'fchdir(3) = 0',
        'stat("f", {st_mode=S_IFREG|0644, ...}) = 0',
        'getcwd("/g", 4096) = 3',
        'stat("h", {st_mode=S_IFREG|0644, ...}) = 0',
      ),
    ).toEqual(['/d', '/d/e', '/d/e/f', '/g/h'])
  })

  it('is below the root that the process took', () => {
    expect(pathsIn('chroot("/jail") = 0', 'chdir("/") = 0', 'open("/etc/x", O_RDONLY) = 3')).toEqual([
      '/jail',
      '/jail/etc/x',
    ])
  })
})

describe('a container', () => {
  const RUNTIME = [
    '10 execve("/usr/sbin/runc", ["runc", "run", "x"], 0x7ffc /* 35 vars */) = 0',
    '10 openat(AT_FDCWD, "/etc/of-host", O_RDONLY) = 3',
    '10 clone(child_stack=NULL, flags=SIGCHLD) = 11',
    '11 chdir("/bundle/rootfs") = 0',
    '11 pivot_root(".", ".") = 0',
    '11 chdir("/app") = 0',
    '11 stat("/bin/looked-for-by-runc", {st_mode=S_IFREG|0755, ...}) = 0',
    '11 execve("/bin/sh", ["sh"], 0x7ffc /* 3 vars */) = 0',
  ]

  it('is all that counts, from its first program on', () => {
    const log = read(
      ...RUNTIME,
      "11 clone(child_stack=NULL, flags=SIGCHLD) = 2 /* 12 in strace's PID NS */",
      '10 openat(AT_FDCWD, "/etc/of-host-again", O_RDONLY) = 3',
      '12 openat(AT_FDCWD, "data", O_RDONLY) = 3',
    )
    expect([...log.paths.uses.keys()]).toEqual(['/bin/sh', '/app/data'])
    expect(useOf(log, '/bin/sh')?.program).toBeNull()
    expect(useOf(log, '/app/data')?.program).toBe('/bin/sh')
  })

  it('numbers its processes by itself', () => {
    const paths = pathsIn(...RUNTIME, '11 vfork() = 2', '4711 openat(AT_FDCWD, "data", O_RDONLY) = 3')
    expect(paths).toEqual(['/bin/sh', '/app/data'])
  })
})

describe('a process', () => {
  it('goes on under its own number when a thread of it starts a program', () => {
    expect(
      pathsIn(
        '1 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD) = 2',
        '2 execve("/bin/a", ["a"], 0x7ffc /* 3 vars */ <unfinished ...>',
        '1 +++ superseded by execve in pid 2 +++',
        '1 <... execve resumed>) = 0',
      ),
    ).toEqual(['/bin/a'])
  })

  it('has lines without a number as long as it is alone', () => {
    expect(
      pathsIn(
        'chdir("/a") = 0',
        'clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLDstrace: Process 8 attached',
        ', child_tidptr=0x7f) = 8',
        '[pid     7] chdir("/b") = 0',
        '[pid     8] stat("x", {st_mode=S_IFREG|0644, ...}) = 0',
        '[pid     8] +++ exited with 0 +++',
        'stat("y", {st_mode=S_IFREG|0644, ...}) = 0',
        'vfork(strace: Process 9 attached',
        ' <unfinished ...>',
        '[pid     9] stat("z", {st_mode=S_IFREG|0644, ...}) = 0',
      ),
    ).toEqual(['/a', '/b', '/a/x', '/b/y', '/b/z'])
  })
})

describe('what is not strace’s', () => {
  it('is passed over', () => {
    const log = read('Hello, world', '', ' > /lib/libc.so.6(__read+0x1) [0x1]', '--- SIGCHLD {si_signo=SIGCHLD} ---')
    expect([log.understood, log.paths.uses.size]).toEqual([0, 0])
  })

  it('never breaks anything', () => {
    const pieces =
      '1 |[pid 2] |clone(|openat(|AT_FDCWD|3</x|"/a|"|, |\\|\\1|...|)| = 3|<|>| <unfinished ...>|<... openat resumed>|' +
      'strace: Process 3 attached|{|]|pivot_root(".", ".")|+++ exited with 0 +++|chdir(|\u00ff|=|0| = -1 EINVAL'
    const piece = fc.constantFrom(...pieces.split('|'))
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        for (const path of pathsIn(...lines)) expect(path).toMatch(/^\//)
      }),
      { numRuns: 500 },
    )
  })

  it('takes time in proportion to its length', () => {
    const many = 300_000
    for (const text of [
      '<',
      '"',
      '(',
      '[pid 1] ',
      '1 ',
      '/',
      '3</',
      '\\',
      ' <unfinished ...>',
      '0.0 ',
      '[0] ',
      '+++ ',
    ]) {
      read(text.repeat(many / text.length), `openat(AT_FDCWD, "${text.repeat(many / text.length)}", 0) = 3`)
    }
  })

  it('takes no more memory for what never ends', () => {
    const log = new StraceLog('/')
    const argument = 'x'.repeat(45_000)
    for (let pid = 1; pid <= 10_000; pid++) log.line(`${pid} clone("${argument}" <unfinished ...>`)
    for (let round = 0; round < 20_000; round++) log.line(`1 chdir("./a/..") = 0`)
    expect(log.paths.uses.size).toBeLessThan(10_000)
  })
})

it('reads any name, however it is quoted', () => {
  const names = fc
    .uint8Array({ minLength: 1, maxLength: 40 })
    .filter((name) => !name.includes(0x2f) && !/^\.{1,2}$/.test(Buffer.from(name).toString('latin1')))
  fc.assert(
    fc.property(names, (name) => {
      const path = `/x/${decodeName(name)}`
      const octal = [...name].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
      const hex = [...name].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
      expect(pathsIn(`unlink("/x/${octal}") = 0`)).toEqual([path])
      expect(pathsIn(`unlink("/x/${hex}") = 0`)).toEqual([path])
      expect(pathsIn(`openat(3</x/${octal}>, "", O_RDONLY) = 0`)).toEqual([path])
    }),
  )
})
