import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { planChisel } from '../../../src/plan/chisel/chisel.ts'
import { readChiselRelease } from '../../../src/plan/chisel/read-release.ts'
import type { ChiselRelease } from '../../../src/plan/chisel/release.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import type { LayerFile } from '../../support/tree-of.ts'
import { type RequestParts, requestFor } from '../request-for.ts'
import { writeRelease } from './write-release.ts'

const FILES = {
  'base-files.yaml': `package: base-files
slices:
  lib:
    contents:
      /lib:
      /usr/lib/:
  tmp: {contents: {/tmp/: }}
`,
  'base-passwd.yaml': `package: base-passwd
slices:
  data:
    contents:
      /etc/passwd: {text: FIXME, mutable: true}
      /usr/share/base-passwd/passwd.master: {until: mutate}
    mutate: |
      content.write("/etc/passwd", content.read("/usr/share/base-passwd/passwd.master"))
`,
  'libc6.yaml': `package: libc6
essential: [libc6_copyright]
slices:
  libs:
    essential: [base-files_lib]
    contents:
      /usr/lib/*-linux-*/ld*.so.*:
      /usr/lib/*-linux-*/libc.so.*:
      /usr/lib/*-linux-*/libmvec.so.*: {arch: arm64}
  copyright: {contents: {/usr/share/doc/libc6/copyright: }}
`,
  'openssl.yaml': `package: openssl
slices:
  bins: {essential: [libssl3_libs, libc6_libs], contents: {/usr/bin/openssl: }}
`,
  'libssl3.yaml': `package: libssl3
slices:
  libs: {essential: [libc6_libs], contents: {/usr/lib/*-linux-*/libssl.so.*: }}
  all: {essential: [libc6_libs], contents: {/usr/lib/*-linux-*/libssl.so.*: , /usr/lib/*-linux-*/ossl-modules/**: }}
`,
}

const LIB = '/usr/lib/x86_64-linux-gnu'
const UBUNTU: Readonly<Record<string, LayerFile>> = {
  '/lib': { symlink: 'usr/lib' },
  [`${LIB}/libc.so.6`]: 'libc',
  [`${LIB}/ld-linux-x86-64.so.2`]: 'loader',
  [`${LIB}/libmvec.so.1`]: 'vectors',
  [`${LIB}/libssl.so.3`]: 'tls',
  [`${LIB}/ossl-modules/legacy.so`]: 'much more of it',
  '/usr/bin/openssl': 'program',
  '/etc/passwd': 'app:x:1000:1000::/:/bin/sh',
  '/tmp': { directory: true, mode: 0o1777 },
  '/app/main': 'main',
}
const OS = {
  id: 'ubuntu',
  idLike: [],
  versionId: '24.10',
  versionCodename: null,
  prettyName: 'Ubuntu 24.10',
  variantId: null,
}

describe('a plan for chisel', () => {
  const directory = temporaryDirectory()
  let release: ChiselRelease

  beforeAll(async () => {
    release = await readChiselRelease(writeRelease(join(directory, 'ubuntu-24.10'), FILES))
  })

  function plan(parts: Partial<RequestParts>): Plan {
    return planChisel(requestFor({ files: UBUNTU, app: { os: OS }, chiselRelease: release, ...parts }))!
  }

  /** The slices that the command names. */
  function slicesOf({ parts }: Plan): string[] {
    return (parts.find(({ file }) => file === null)?.text.match(/\S+_\S+(?=[ \n])/g) ?? []).filter(
      (word) => word !== '\\',
    )
  }

  it('cuts the fewest bytes that have all files, and copies the app into them', () => {
    const made = plan({
      roots: ['/app'],
      closure: [
        '/usr/bin/openssl',
        `${LIB}/libssl.so.3`,
        '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
        `${LIB}/libc.so.6`,
      ],
      config: { entrypoint: ['/app/main'] },
    })
    expect(made.parts).toEqual([
      {
        file: null,
        text: `mkdir rootfs\nchisel cut --release ${release.directory} --arch amd64 --root rootfs \\\n    openssl_bins\n`,
      },
      {
        file: 'Dockerfile',
        text: `# docker build --platform linux/amd64 .
FROM docker.io/library/app:1.0 AS app

FROM scratch
COPY rootfs/ /
COPY --from=app /app/ /app/
ENTRYPOINT ["/app/main"]
`,
      },
    ])
    expect([made.notCovered, made.notes]).toEqual([[], []])
  })

  it('cuts into the directory that the build takes an app on disk from', () => {
    const made = plan({ closure: ['/tmp'], app: { os: OS, source: 'context', reference: 'my app' } })
    expect(made.parts[0]!.text).toContain("mkdir 'my app/rootfs'\nchisel cut ")
    expect(made.parts[0]!.text).toContain("--root 'my app/rootfs' ")
  })

  it('takes the smaller of two slices that have a file, by the sizes in the app’s image', () => {
    expect(slicesOf(plan({ closure: [`${LIB}/libssl.so.3`] }))).toEqual(['libssl3_libs'])
    expect(slicesOf(plan({ closure: [`${LIB}/libssl.so.3`, `${LIB}/ossl-modules/legacy.so`] }))).toEqual([
      'libssl3_all',
    ])
  })

  it('needs the symlinks on the way, too, and directories', () => {
    expect(slicesOf(plan({ closure: ['/lib/x86_64-linux-gnu/libc.so.6'] }))).toEqual(['libc6_libs'])
    expect(slicesOf(plan({ closure: ['/tmp'] }))).toEqual(['base-files_tmp'])
  })

  it('finds files of images without a merged /usr', () => {
    const files = { '/lib/x86_64-linux-gnu/libc.so.6': 'libc' }
    expect(slicesOf(plan({ files, closure: Object.keys(files) }))).toEqual(['libc6_libs'])
  })

  it('copies what no slice has on this architecture, and says so', () => {
    const owner = { type: 'deb', name: 'libc6', version: '2.40' } as const
    const path = `${LIB}/libmvec.so.1`
    const made = plan({ closure: [{ path, from: path, package: owner, bytes: 7 }] })
    expect(made.notCovered).toEqual([
      { what: `No slice has ${path} of libc6 2.40: copied from the app's image.`, paths: [path] },
    ])
    expect(made.parts.map(({ file }) => file)).toEqual(['Dockerfile'])
    expect(made.parts[0]!.text).toContain(`COPY --from=app ${path} ${LIB}/\n`)
    const arm = plan({ closure: [path], platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } })
    expect(slicesOf(arm)).toEqual(['libc6_libs'])
  })

  it('takes no slice for a link when it has to copy what the link leads to', () => {
    const files = { '/usr/lib/x-linux-y/libssl.so.3': { symlink: '/opt/libssl.so.3' }, '/opt/libssl.so.3': 'own' }
    const made = plan({ files, closure: ['/usr/lib/x-linux-y/libssl.so.3'] })
    expect(slicesOf(made)).toEqual([])
    expect(made.parts[0]!.text).not.toContain('rootfs')
    expect(made.parts[0]!.text).toContain('COPY --from=app /usr/lib/x-linux-y/libssl.so.3 /usr/lib/x-linux-y/\n')
  })

  it('does not count on files that are gone from the result', () => {
    const files = { '/usr/share/base-passwd/passwd.master': 'root' }
    expect(slicesOf(plan({ files, closure: Object.keys(files) }))).toEqual([])
  })

  it('names the user by number, for whom the passwd of a slice has no name', () => {
    const user = { uid: 1000, gid: 1000, name: 'app', home: '/' }
    const made = plan({ closure: ['/etc/passwd'], config: { user: 'app' }, user })
    expect(slicesOf(made)).toEqual(['base-passwd_data'])
    expect(made.parts.at(-1)!.text).toContain('USER 1000:1000\n')
    expect(made.notes[0]).toContain('base-passwd_data are finished by a script')
  })

  it('says where the app is of another distribution or release', () => {
    const debian = { ...OS, id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' }
    expect(plan({ app: { os: debian } }).notes[0]).toContain(
      'is of Debian GNU/Linux 12 (bookworm), the slices are of Ubuntu 24.10',
    )
    expect(plan({ app: { os: { ...OS, versionId: '22.04' } } }).notes).toHaveLength(1)
    expect(plan({ app: { os: null } }).notes[0]).toContain('is of no distribution that is known')
  })

  it('covers nothing of an architecture that Ubuntu does not have', () => {
    const made = plan({ closure: ['/tmp'], platform: { os: 'linux', architecture: 'mips64le' } })
    expect(made.parts).toEqual([])
    expect(made.notCovered).toEqual([
      { what: 'Everything: Ubuntu has no packages for linux/mips64le.', paths: ['/tmp'] },
    ])
  })

  it('is made only where a release is given', () => {
    expect(planChisel(requestFor({ files: UBUNTU }))).toBeNull()
  })
})
