import { describe, expect, it } from 'vitest'
import type { ImageSpec } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { FieldsSection } from '../../src/index.ts'
import { diffOf } from '../support/diff-of.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

const base = new LayerBuilder()
  .file('etc/os-release', 'ID=alpine\nVERSION_ID=3.19\n')
  .file('bin/su', '1', { mode: 0o4755 })
  .file('bin/sh', '1', { mode: 0o755 })
const changed = new LayerBuilder()
  .file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20\n')
  .file('bin/su', '1', { mode: 0o6755 })
  .file('usr/bin/sudo', '1', { mode: 0o4711 })
  .file('bin/bash', '1', { mode: 0o755 })
  .file('etc/ssl/certs/ca-certificates.crt', '1')
  .whiteout('bin/sh')

const specs: Promise<readonly [ImageSpec, ImageSpec]> = Promise.all([base.build(), changed.build()]).then(
  ([lower, upper]) => [
    {
      layers: [{ tar: lower! }],
      config: {
        Env: ['PATH=/bin', 'OLD=1', 'SAME=1'],
        Cmd: ['sh'],
        User: '1000',
        ExposedPorts: { '80/tcp': {} },
        Labels: { version: '1', gone: 'x' },
        Healthcheck: { Test: ['CMD', 'true'], Retries: 3 },
      },
    },
    {
      layers: [{ tar: lower! }, { tar: upper! }],
      config: {
        Env: ['SAME=1', 'PATH=/usr/bin:/bin', 'FLAG', 'EMPTY='],
        Entrypoint: ['/app', 'serve'],
        ExposedPorts: { '443/tcp': {} },
        Volumes: { '/data': {} },
        Labels: { version: '2' },
        WorkingDir: '/app',
        StopSignal: 'SIGINT',
        Shell: ['/bin/bash', '-c'],
        Healthcheck: { Test: ['CMD', 'true'], Retries: 5 },
      },
      fields: { architecture: 'arm64' },
    },
  ],
)

/** `field key before after`, as JSON has them. */
function lines(section: FieldsSection | null): string[] {
  return (section?.changes ?? []).map(({ field, key, before, after }) =>
    [field, key ?? '', JSON.stringify(before), JSON.stringify(after)].join(' ').replace(/ {2,}/, ' '),
  )
}

describe('facts that differ', () => {
  it('are those of the config, each variable, label, port and volume for itself', async () => {
    const { config } = await diffOf(scratch, ...(await specs), { sections: ['config'] })
    expect(lines(config)).toEqual([
      'entrypoint null ["/app","serve"]',
      'cmd ["sh"] null',
      'user "1000" null',
      'workingDir null "/app"',
      'env EMPTY null ""',
      'env FLAG null ""',
      'env OLD "1" null',
      'env PATH "/bin" "/usr/bin:/bin"',
      'exposedPorts 443/tcp null true',
      'exposedPorts 80/tcp true null',
      'volumes /data null true',
      'labels gone "x" null',
      'labels version "1" "2"',
      'stopSignal null "SIGINT"',
      'healthcheck retries 3 5',
      'shell null ["/bin/bash","-c"]',
    ])
  })

  it('are those of what an attacker looks for', async () => {
    const { posture } = await diffOf(scratch, ...(await specs), { sections: ['posture'] })
    expect(lines(posture)).toEqual([
      'runsAsRoot false true',
      'setuid /bin/su "4755" "6755"',
      'setuid /usr/bin/sudo null "4711"',
      'shells /bin/bash null true',
      'shells /bin/sh true null',
      'caCertificates null "/etc/ssl/certs/ca-certificates.crt"',
    ])
  })

  it('are limited by field: so many that came, that went and that changed, the rest counted', async () => {
    const { config } = await diffOf(scratch, ...(await specs), { sections: ['config'], limit: 1 })
    expect(lines(config).filter((line) => line.startsWith('env') || line.startsWith('exposed'))).toEqual([
      'env EMPTY null ""',
      'env OLD "1" null',
      'env PATH "/bin" "/usr/bin:/bin"',
      'exposedPorts 443/tcp null true',
      'exposedPorts 80/tcp true null',
    ])
    expect(config?.more).toEqual({ env: 1 })
  })

  it('are those of the system', async () => {
    const { system } = await diffOf(scratch, ...(await specs), { sections: ['system'] })
    expect(lines(system)).toEqual(['platform "linux/amd64" "linux/arm64"', 'os "alpine 3.19" "alpine 3.20"'])
  })
})
