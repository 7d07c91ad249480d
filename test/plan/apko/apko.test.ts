import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { OsRelease } from '../../../src/catalogers/os-release.ts'
import { planApko } from '../../../src/plan/apko/apko.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import type { PlanFile } from '../../../src/plan/plan-request.ts'
import { type RequestParts, requestFor } from '../request-for.ts'

function os(id: string, versionId: string | null = null): OsRelease {
  return { id, idLike: [], versionId, versionCodename: null, prettyName: null, variantId: null }
}

function apkFile(path: string, name: string): PlanFile {
  return { path, from: path, package: { type: 'apk', name, version: '1-r0' }, bytes: 1 }
}

const MUSL = { family: 'musl', version: '1.2.5', loader: '/lib/ld-musl-x86_64.so.1' } as const
const ALPINE_FILES = { '/lib/ld-musl-x86_64.so.1': 'musl', '/usr/lib/libssl.so.3': 'tls', '/app/main': 'main' }

/** What apko reads. */
function configuration(parts: RequestParts): Record<string, unknown> {
  return parse(planApko(requestFor(parts))!.parts[0]!.text) as Record<string, unknown>
}

function packagesOf(parts: RequestParts): unknown {
  return (configuration(parts).contents as Record<string, unknown>).packages
}

function dockerfileOf({ parts }: Plan): string {
  return parts.find(({ file }) => file === 'Dockerfile')!.text
}

describe('an apko.yaml', () => {
  it('has the packages of an app on Alpine by name, and what the app is started with', () => {
    const parts: RequestParts = {
      files: { ...ALPINE_FILES, '/tmp': { directory: true, mode: 0o1777 } },
      app: { os: os('alpine', '3.20.3'), libc: MUSL },
      config: {
        entrypoint: ['/app/main', "it's"],
        cmd: ['--port', '80'],
        env: ['A=b=c', 'PATH=/bin'],
        user: 'app',
        workingDir: '/app',
        stopSignal: 'SIGINT',
        volumes: ['/data'],
        exposedPorts: ['80/tcp'],
      },
      user: { uid: 1000, gid: 50, name: 'app', home: '/home/app' },
      roots: ['/app'],
      closure: [
        apkFile('/lib/ld-musl-x86_64.so.1', 'musl'),
        apkFile('/usr/lib/libssl.so.3', 'libssl3'),
        { path: '/tmp', from: '/tmp', package: null, bytes: 0 },
      ],
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    }
    expect(configuration(parts)).toEqual({
      contents: {
        repositories: [
          'https://dl-cdn.alpinelinux.org/alpine/v3.20/main',
          'https://dl-cdn.alpinelinux.org/alpine/v3.20/community',
        ],
        packages: ['libssl3', 'musl'],
      },
      entrypoint: { command: "/app/main 'it'\\''s'" },
      cmd: '--port 80',
      'work-dir': '/app',
      accounts: {
        groups: [{ groupname: 'app', gid: 50 }],
        users: [{ username: 'app', uid: 1000, gid: 50, homedir: '/home/app' }],
        'run-as': 'app',
      },
      environment: { A: 'b=c', PATH: '/bin' },
      paths: [{ path: '/tmp', type: 'directory', uid: 0, gid: 0, permissions: 0o1777 }],
      'stop-signal': 'SIGINT',
      volumes: ['/data'],
      archs: ['arm/v7'],
    })
    const plan = planApko(requestFor(parts))!
    expect(dockerfileOf(plan)).toMatch(
      /\nFROM app-os:latest-arm_v7\nCOPY --from=app \/app\/ \/app\/\nEXPOSE 80\/tcp\n$/,
    )
    expect(plan.notCovered).toEqual([{ what: expect.stringContaining("The app's own /app"), paths: ['/app'] }])
  })

  it('names by what packages provide what another distribution’s packages have', () => {
    const lib = '/usr/lib/x86_64-linux-gnu'
    const files = {
      [`${lib}/libz.so.1`]: { symlink: 'libz.so.1.2.13' },
      [`${lib}/libz.so.1.2.13`]: 'zlib',
      '/lib64/ld-linux-x86-64.so.2': 'loader',
      '/usr/bin/python3.12': 'python',
      '/etc/ssl/certs/ca-certificates.crt': 'certificates',
      '/etc/passwd': 'root',
      '/usr/share/zoneinfo/UTC': 'UTC',
      '/opt/libown.so.1': 'own',
    }
    const parts: RequestParts = {
      files,
      app: { os: os('debian', '12') },
      base: {},
      baseOs: os('wolfi'),
      closure: Object.keys(files),
    }
    expect(packagesOf(parts)).toEqual([
      'ca-certificates-bundle',
      'cmd:python3.12',
      'so:ld-linux-x86-64.so.2',
      'so:libz.so.1',
      'tzdata',
      'wolfi-baselayout',
    ])
    const plan = planApko(requestFor(parts))!
    expect(plan.notCovered).toEqual([
      {
        what: "Nothing says which package has /opt/libown.so.1: copied from the app's image.",
        paths: ['/opt/libown.so.1'],
      },
    ])
    expect(plan.notes[0]).toContain('Names such as cmd:python3.12')
    expect(dockerfileOf(plan)).toContain('COPY --from=app /opt/libown.so.1 /opt/\n')
  })

  it('knows musl by the name that its package provides', () => {
    const parts = {
      files: ALPINE_FILES,
      app: { os: os('void'), libc: MUSL },
      base: {},
      baseOs: os('alpine', '3.21_alpha20240923'),
      closure: ['/lib/ld-musl-x86_64.so.1'],
    }
    expect(packagesOf(parts)).toEqual(['so:libc.musl-x86_64.so.1'])
    expect(planApko(requestFor(parts))!.title).toBe('apko.yaml for Alpine edge')
  })

  it('does not take libraries of one C library for those of another', () => {
    const plan = planApko(
      requestFor({
        files: { '/lib/libz.so.1': 'zlib', '/usr/bin/python3': 'python' },
        app: { os: os('debian') },
        base: {},
        baseOs: os('alpine', '3.20'),
        closure: ['/lib/libz.so.1', '/usr/bin/python3'],
      }),
    )!
    expect(plan.notCovered.map(({ paths }) => paths)).toEqual([['/lib/libz.so.1']])
  })

  it.each([
    ['on scratch, of an app of no such packages', { app: { os: os('debian') } }],
    ['where the app needs none', { app: { os: os('alpine') }, base: {}, baseOs: os('alpine', '3.20') }],
    ['on a base of no such packages', { app: { os: os('alpine') }, base: {}, baseOs: os('debian') }],
  ])('is not made %s', (_, parts) => {
    expect(planApko(requestFor({ files: {}, ...parts }))).toBeNull()
  })
})
