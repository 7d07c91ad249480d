import { describe, expect, it } from 'vitest'
import { postureCataloger } from '../../../src/catalogers/posture/posture.ts'
import type { ExecutionConfig } from '../../../src/oci/config.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

function postureOf(files: Record<string, LayerFile>, config: Partial<ExecutionConfig> = {}) {
  return postureCataloger.conclude(treeOf([files], postureCataloger), conclusionOf({ config }))
}

const PROGRAM = { content: '\u007fELF', mode: 0o755 }

describe('posture', () => {
  it('finds nothing in an empty image but root', () => {
    expect(postureOf({})).toEqual({
      user: '',
      runsAsRoot: true,
      shells: [],
      packageManagers: [],
      setuid: [],
      capabilities: [],
      worldWritable: [],
      caCertificates: null,
      timezones: null,
      passwd: false,
      group: false,
      nsswitch: false,
      tmp: false,
    })
  })

  it.each([
    ['', true],
    ['root', true],
    ['0', true],
    ['0:1000', true],
    ['toor:users', true],
    ['app', false],
    ['1000', false],
    ['65532:0', false],
    ['unknown', false],
  ])('user %j runs as root: %j', (user, runsAsRoot) => {
    const passwd =
      'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\napp:x:0:0::/:/bin/sh\n'
    expect(postureOf({ '/etc/passwd': passwd }, { user }).runsAsRoot).toBe(runsAsRoot)
  })

  it('lists each shell once, by the real name of its directory', () => {
    const { shells } = postureOf({
      '/bin': { symlink: 'usr/bin' },
      '/usr/bin/dash': PROGRAM,
      '/usr/bin/sh': { symlink: 'dash' },
      '/usr/bin/bash': { content: 'not executable', mode: 0o644 },
      '/usr/bin/zsh': { symlink: '/nowhere' },
      '/usr/share/sh': PROGRAM,
    })
    expect(shells).toEqual(['/usr/bin/dash', '/usr/bin/sh'])
  })

  it('finds programs in the directories of PATH too', () => {
    const files = {
      '/busybox/busybox': PROGRAM,
      '/busybox/sh': { hardlink: '/busybox/busybox' },
      '/opt/x/apk': PROGRAM,
    }
    const { shells, packageManagers } = postureOf(files, { env: ['PATH=/opt/x:relative'] })
    expect(shells).toEqual(['/busybox/busybox', '/busybox/sh'])
    expect(packageManagers).toEqual(['/opt/x/apk'])
  })

  it('lists setuid and setgid files under each of their names, but no directories', () => {
    const { setuid } = postureOf({
      '/usr/bin/su': { mode: 0o4755 },
      '/usr/bin/also-su': { hardlink: '/usr/bin/su' },
      '/usr/bin/write': { mode: 0o2755 },
      '/usr/bin/link': { symlink: 'su', mode: 0o4777 },
      '/var/mail': { directory: true, mode: 0o2775 },
    })
    expect(setuid).toEqual(['/usr/bin/also-su', '/usr/bin/su', '/usr/bin/write'])
  })

  it('reads file capabilities', () => {
    const xattrs = { 'security.capability': Buffer.from('0100000200200000000000000000000000000000', 'hex') }
    const { capabilities } = postureOf({ '/bin/ping': { content: '', mode: 0o755, xattrs }, '/bin/x': '' })
    expect(capabilities).toEqual([{ path: '/bin/ping', capabilities: 'cap_net_raw=ep' }])
  })

  it('lists what anyone may write, but not directories where only owners delete', () => {
    const { worldWritable, tmp } = postureOf({
      '/tmp': { directory: true, mode: 0o1777 },
      '/srv/uploads': { directory: true, mode: 0o777 },
      '/srv/notes': { content: '', mode: 0o666 },
      '/srv/link': { symlink: 'notes', mode: 0o777 },
    })
    expect(worldWritable).toEqual(['/srv/notes', '/srv/uploads'])
    expect(tmp).toBe(true)
  })

  it('names the CA bundle that is there, first the one that the environment names', () => {
    const files = { '/etc/ssl/cert.pem': { symlink: 'bundle' }, '/etc/ssl/bundle': 'PEM', '/opt/ca.pem': 'PEM' }
    expect(postureOf(files).caCertificates).toBe('/etc/ssl/cert.pem')
    expect(postureOf(files, { env: ['SSL_CERT_FILE=/opt/ca.pem'] }).caCertificates).toBe('/opt/ca.pem')
    expect(postureOf({ '/etc/ssl/certs/ca-certificates.crt': '' }).caCertificates).toBeNull()
  })

  it('names the time zones where there are any', () => {
    expect(postureOf({ '/usr/share/zoneinfo': { directory: true } }).timezones).toBeNull()
    expect(postureOf({ '/usr/share/zoneinfo/Etc/UTC': 'TZif' }).timezones).toBe('/usr/share/zoneinfo')
  })

  it('says which of the usual files are there, through symlinks', () => {
    const { passwd, group, nsswitch } = postureOf({
      '/etc/passwd': { symlink: 'real' },
      '/etc/real': '',
      '/etc/group': '',
    })
    expect([passwd, group, nsswitch]).toEqual([true, true, false])
  })
})
