import { describe, expect, it } from 'vitest'
import { planDockerfile } from '../../../src/plan/dockerfile/dockerfile.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { type RequestParts, requestFor } from '../request-for.ts'

const ELF = 'a program'
/** Programs that let a build stage make things. */
const TOOLS = Object.fromEntries(['sh', 'mkdir', 'ln'].map((name) => [`/bin/${name}`, { content: ELF, mode: 0o755 }]))

function planFor(parts: RequestParts): Plan {
  return planDockerfile(requestFor(parts))
}

/** The lines of the last stage, instructions that run over several lines as one. */
function lastStage(plan: Plan): string[] {
  const text = plan.parts[0]!.text.replace(/ \\\n\s*/g, ' ')
  return text.slice(text.lastIndexOf('\nFROM ') + 1, -1).split('\n')
}

function gapsOf(plan: Plan): string[] {
  return plan.notCovered.map(({ what }) => what)
}

describe('a Dockerfile', () => {
  it('takes the app, and what scratch lacks, out of the image', () => {
    const plan = planFor({
      files: {
        '/app/run': ELF,
        '/app/lib/plugin': ELF,
        '/usr/lib/libc.so.6': ELF,
        '/lib': { symlink: 'usr/lib' },
        '/usr/lib/ld-linux.so.2': ELF,
      },
      config: {
        entrypoint: ['/app/run', 'a b'],
        cmd: ['--port', '80'],
        env: ['GREETING=say "$HOME"'],
        workingDir: '/app',
      },
      roots: ['/app'],
      additions: ['/lib/ld-linux.so.2', '/usr/lib/libc.so.6'],
    })
    expect(plan.parts).toEqual([
      {
        file: 'Dockerfile',
        text: `# docker build --platform linux/amd64 .
FROM docker.io/library/app:1.0 AS app

FROM scratch
COPY --from=app /app/ /app/
COPY --from=app /usr/lib/ld-linux.so.2 /lib/
COPY --from=app /usr/lib/libc.so.6 /usr/lib/
ENV GREETING="say \\"\\$HOME\\""
WORKDIR /app
ENTRYPOINT ["/app/run", "a b"]
CMD ["--port", "80"]
`,
      },
    ])
    expect(plan.notCovered).toEqual([])
  })

  it('puts files where the symlinks of the base lead', () => {
    const plan = planFor({
      files: { '/lib/libz.so.1': { symlink: 'libz.so.1.2' }, '/lib/libz.so.1.2': ELF },
      base: { '/lib': { symlink: 'usr/lib' }, '/usr/lib/libc.so.6': ELF },
      additions: ['/lib/libz.so.1', '/lib/libz.so.1.2'],
    })
    expect(lastStage(plan)).toEqual(['FROM docker.io/library/base:2.0', 'COPY --from=app /lib/libz.so.1 /usr/lib/'])
  })

  it('copies a directory in parts where the base has a symlink in it', () => {
    const plan = planFor({
      files: { '/opt/lib/a': ELF, '/opt/bin/b': ELF, '/opt/c': ELF },
      base: { '/opt/lib': { symlink: '../usr/lib' }, '/usr/lib/x': ELF, '/opt/bin/x': ELF },
      roots: ['/opt'],
    })
    expect(lastStage(plan).slice(1)).toEqual([
      'COPY --from=app /opt/bin/ /opt/bin/',
      'COPY --from=app /opt/lib/ /usr/lib/',
      'COPY --from=app /opt/c /opt/',
    ])
  })

  it('says what something of the base is in the way of', () => {
    const plan = planFor({
      files: { '/data': ELF, '/etc/app/config': ELF, '/run/app': { symlink: '/tmp' } },
      base: { '/data/x': ELF, '/etc/app': ELF, '/run/app/x': ELF },
      roots: ['/data', '/etc/app', '/run/app'],
    })
    expect(lastStage(plan)).toHaveLength(1)
    expect(gapsOf(plan)).toHaveLength(3)
  })

  it('copies directories whole of which everything is to come, and other files by name', () => {
    const files = {
      '/opt/a/1': ELF,
      '/opt/a/b/2': ELF,
      '/opt/a/link': { symlink: 'b/2' },
      '/usr/x': ELF,
      '/usr/y': ELF,
    }
    const plan = planFor({ files, additions: ['/opt/a/1', '/opt/a/b/2', '/opt/a/link', '/usr/x'] })
    expect(lastStage(plan).slice(1)).toEqual(['COPY --from=app /opt/ /opt/', 'COPY --from=app /usr/x /usr/'])
  })

  it('does not copy a directory whole that has a link leading out of it', () => {
    const files = { '/opt/a/1': ELF, '/opt/a/link': { symlink: '/usr/x' }, '/usr/x': ELF, '/usr/y': ELF }
    const plan = planFor({ files, additions: ['/opt/a/1', '/opt/a/link'] })
    expect(lastStage(plan).slice(1)).toEqual(['COPY --from=app /opt/a/1 /opt/a/link /opt/a/'])
  })

  it('names owners that are not root, also of directories that it makes', () => {
    const owner = { uid: 1000, gid: 50 }
    const plan = planFor({
      files: {
        '/app': { directory: true, ...owner },
        '/app/run': { content: ELF, ...owner },
        '/srv': { directory: true, ...owner },
        '/srv/data': { content: ELF, uid: 7 },
        '/etc/secret': { content: ELF, gid: 9 },
      },
      roots: ['/app', '/srv', '/etc/secret'],
    })
    expect(lastStage(plan).slice(1)).toEqual([
      'COPY --from=app --chown=1000:50 /app/ /app/',
      'COPY --from=app /srv/ /srv/',
      'COPY --from=app --chown=0:9 /etc/secret /etc/',
    ])
    expect(plan.notes).toEqual([expect.stringContaining('/srv itself loses its owner 1000:50')])
  })

  it('makes symlinks and directories of a mode of their own in a stage, where the app has the programs for it', () => {
    const files = {
      '/app/main': ELF,
      '/usr/bin/main': { symlink: "../../app/main'" },
      "/app/main'": ELF,
      '/tmp': { directory: true, mode: 0o1777 },
    } as const
    const parts = { roots: ['/app', '/usr/bin/main'], additions: ['/tmp'] }
    const made = planFor({ files: { ...files, ...TOOLS }, ...parts })
    expect(made.parts[0]!.text).toContain(`
FROM app AS made
USER 0:0
RUN mkdir -p /imgpeek-made/0 && \\
    mkdir -m 1777 /imgpeek-made/0/tmp && \\
    mkdir -p /imgpeek-made/1 && \\
    ln -s -- '../../app/main'\\''' /imgpeek-made/1/main
`)
    expect(lastStage(made).slice(1)).toEqual([
      'COPY --from=made /imgpeek-made/0/ /',
      'COPY --from=made /imgpeek-made/1/ /usr/bin/',
      'COPY --from=app /app/ /app/',
    ])
    const copied = planFor({ files, ...parts })
    expect(lastStage(copied).slice(1)).toEqual([
      'COPY --from=app /app/ /app/',
      'COPY --from=app /usr/bin/main /usr/bin/',
    ])
    expect(gapsOf(copied)).toEqual([expect.stringContaining('--tmpfs /tmp')])
    expect(copied.notes).toEqual([
      expect.stringContaining('COPY follows symlinks, so that these become files (/usr/bin/main)'),
    ])
  })

  it('brings the symlinks between directories, and once the file, that the app’s own symlinks need', () => {
    const plan = planFor({
      files: {
        ...TOOLS,
        '/usr/bin/box': ELF,
        '/usr/bin/other': ELF,
        '/usr/bin/ls': { symlink: '/sbin/box' },
        '/usr/bin/cat': { symlink: 'ls' },
        '/sbin': { symlink: 'usr/bin' },
      },
      roots: ['/usr/bin/ls', '/usr/bin/cat'],
      additions: ['/usr/bin/ls'],
    })
    expect(plan.parts[0]!.text).toContain(`RUN mkdir -p /imgpeek-made/0 && \\
    ln -s -- usr/bin /imgpeek-made/0/sbin && \\
    mkdir -p /imgpeek-made/1 && \\
    ln -s -- ls /imgpeek-made/1/cat && \\
    ln -s -- /sbin/box /imgpeek-made/1/ls
`)
    expect(lastStage(plan).slice(1)).toEqual([
      'COPY --from=made /imgpeek-made/0/ /',
      'COPY --from=made /imgpeek-made/1/ /usr/bin/',
      'COPY --from=app /usr/bin/box /usr/bin/',
    ])
    expect(plan.notes).toEqual([])
  })

  it('copies a directory with symlinks whole instead of making each', () => {
    const plan = planFor({
      files: { ...TOOLS, '/opt/box': ELF, '/opt/ls': { symlink: 'box' }, '/opt/cat': { symlink: '/opt/box' } },
      additions: ['/opt/ls', '/opt/cat', '/opt/box'],
    })
    expect(plan.parts[0]!.text).not.toContain('RUN')
    expect(lastStage(plan).slice(1)).toEqual(['COPY --from=app /opt/ /opt/'])
  })

  it('copies files under both names where a symlink between directories cannot be made', () => {
    const files = { '/lib64': { symlink: 'usr/lib' }, '/usr/lib/ld.so.2': ELF, '/usr/lib/other': ELF }
    const plan = planFor({ files, additions: ['/lib64', '/usr/lib/ld.so.2'] })
    expect(lastStage(plan).slice(1)).toEqual([
      'COPY --from=app /usr/lib/ld.so.2 /lib64/',
      'COPY --from=app /usr/lib/ld.so.2 /usr/lib/',
    ])
  })

  it('never lets a name of the image become an instruction', () => {
    const plan = planFor({
      files: {
        ...TOOLS,
        '/app/a\nRUN evil': ELF,
        '/app/b': { symlink: 'x\nRUN evil' },
        '/usr/c\nRUN evil': { symlink: '/app' },
        '/d\nRUN evil': { directory: true, mode: 0o700 },
      },
      config: {
        env: ['A=1\nRUN evil'],
        labels: { 'x\nRUN evil': '' },
        user: 'u\nRUN evil',
        workingDir: '/w\nRUN evil',
      },
      roots: ['/app/a\nRUN evil', '/app/b', '/usr/c\nRUN evil', '/d\nRUN evil'],
    })
    expect(plan.parts[0]!.text).not.toMatch(/^RUN evil/m)
    expect(lastStage(plan)).toContain('COPY --from=app ["/app/a\\nRUN evil", "/app/"]')
    expect(gapsOf(plan).filter((what) => what.includes('evil')).length).toBeGreaterThanOrEqual(4)
  })

  it('leaves out what is not UTF-8, and what is not there, and says so', () => {
    const plan = planFor({ files: { '/a\udcff': ELF }, roots: ['/a\udcff'], additions: ['/nowhere'] })
    expect(lastStage(plan)).toEqual(['FROM scratch'])
    expect(plan.notCovered.map(({ paths }) => paths)).toEqual([['/a\udcff'], ['/nowhere']])
  })

  it('says which links lead to what does not come along', () => {
    const plan = planFor({
      files: { '/app/a': { symlink: '/etc/b' }, '/app/c': { symlink: 'a' }, '/etc/b': ELF },
      roots: ['/app'],
    })
    expect(plan.notes).toEqual(['Symlinks that come along lead to what does not: /app/a → /etc/b, /app/c → a.'])
  })

  it('copies from the directory on disk where that is the app', () => {
    const plan = planFor({
      files: { '/server': ELF, '/etc/server.conf': ELF },
      app: { source: 'context', reference: './my app' },
      roots: ['/server', '/etc'],
    })
    expect(plan.parts[0]!.text).toBe(`# docker build --platform linux/amd64 --file Dockerfile './my app'
FROM scratch
COPY etc/ /etc/
COPY server /
`)
  })

  it.each([
    ['oci', 'oci:images/app:1.0', '--build-context app-image=oci-layout://images/app:1.0', []],
    ['oci', 'oci:images/app', `--build-context app-image=oci-layout://images/app@sha256:${'a'.repeat(64)}`, []],
    ['docker-archive', 'docker-archive:app.tar', '', [expect.stringContaining('skopeo copy docker-archive:app.tar')]],
  ] as const)('says how to build from a source that FROM cannot name: %s, %s', (source, reference, option, notes) => {
    const plan = planFor({ files: {}, app: { source, reference, digest: `sha256:${'a'.repeat(64)}` } })
    expect(plan.parts[0]!.text).toContain('FROM app-image AS app\n')
    expect(plan.parts[0]!.text).toContain(option)
    expect(plan.notes).toEqual(notes)
  })
})
