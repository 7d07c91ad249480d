import { describe, expect, it } from 'vitest'
import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig } from '../../../src/oci/config.ts'
import { type Settings, settingsFor } from '../../../src/plan/dockerfile/settings.ts'
import type { PlanUser } from '../../../src/plan/plan-request.ts'

function settings(
  app: Partial<ExecutionConfig>,
  base: Partial<ExecutionConfig> = {},
  user: PlanUser | null = null,
  hasUser = false,
): Settings {
  return settingsFor({
    app: { ...EMPTY_EXECUTION_CONFIG, ...app },
    base: { ...EMPTY_EXECUTION_CONFIG, ...base },
    user,
    hasUser,
  })
}

describe('the settings of a Dockerfile', () => {
  it('are none where nothing differs', () => {
    const config = { user: '1000', env: ['A=b'], entrypoint: ['/app'], cmd: ['x'], labels: { a: 'b' }, workingDir: '/' }
    expect(settings(config, config)).toEqual({ instructions: [], notCovered: [], notes: [] })
  })

  it('take back what the base says and the app does not', () => {
    const base = {
      user: '65532',
      entrypoint: ['/busybox/sh'],
      cmd: ['-l'],
      healthcheck: { test: ['CMD', 'true'] },
      stopSignal: 'SIGQUIT',
      workingDir: '/home/nonroot',
      env: ['SSL_CERT_FILE=/x'],
    }
    const { instructions, notes } = settings({}, base)
    expect(instructions).toEqual(['STOPSIGNAL SIGTERM', 'HEALTHCHECK NONE', 'USER 0:0', 'WORKDIR /', 'ENTRYPOINT []'])
    expect(notes).toEqual([expect.stringContaining('SSL_CERT_FILE'), expect.stringContaining('65532')])
  })

  it('say nothing of a PATH that is every container’s', () => {
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    expect(settings({}, { env: [path] }).notes).toEqual([])
    expect(settings({}, { env: [`${path}:/opt/bin`] }).notes).toEqual([expect.stringContaining('PATH')])
  })

  it('state the command again that ENTRYPOINT makes the builder forget', () => {
    const { instructions } = settings({ entrypoint: ['/a'], cmd: ['b'] }, { cmd: ['b'] })
    expect(instructions).toEqual(['ENTRYPOINT ["/a"]', 'CMD ["b"]'])
  })

  it('take away the command of the base alone', () => {
    expect(settings({}, { cmd: ['bash'] }).instructions).toEqual(['CMD []'])
  })

  it.each([
    [['CMD', '/probe', '$HOME'], 'CMD ["/probe", "$HOME"]'],
    [
      ['CMD-SHELL', 'curl -f "http://localhost" || exit 1\n'],
      String.raw`CMD ["/bin/sh", "-c", "curl -f \"http://localhost\" || exit 1\n"]`,
    ],
    [['NONE'], 'NONE'],
  ])('have the health check %j', (test, command) => {
    expect(settings({ healthcheck: { test } }).instructions).toEqual([`HEALTHCHECK ${command}`])
  })

  it('have the times of the health check in units that Go reads', () => {
    const healthcheck = { test: ['CMD', 'a'], interval: 90e9, timeout: 1500e6, startPeriod: 1, retries: 3 }
    expect(settings({ healthcheck }).instructions).toEqual([
      'HEALTHCHECK --interval=90s --timeout=1500ms --start-period=1ns --retries=3 CMD ["a"]',
    ])
  })

  it('name a user by number where the result does not know its name', () => {
    const user = { uid: 1000, gid: 50, name: 'app', home: null }
    expect(settings({ user: 'app' }, {}, user).instructions).toEqual(['USER 1000:50'])
    expect(settings({ user: 'app' }, { user: 'app' }, user).instructions).toEqual(['USER 1000:50'])
    expect(settings({ user: 'app' }, {}, user, true).instructions).toEqual(['USER app'])
    expect(settings({ user: '1000' }, {}, user).instructions).toEqual(['USER 1000'])
  })

  it('have ports, volumes and a shell', () => {
    const { instructions, notCovered } = settings({
      exposedPorts: ['80/tcp', '53/udp', 'http'],
      volumes: ['/data', '/a b'],
      shell: ['/bin/bash', '-c'],
    })
    expect(instructions).toEqual(['SHELL ["/bin/bash", "-c"]', 'EXPOSE 80/tcp 53/udp', 'VOLUME ["/data", "/a b"]'])
    expect(notCovered).toEqual([{ what: 'The exposed port "http" is none that EXPOSE takes.', paths: [] }])
  })

  it('leave out a variable with a line break, and say how else to set it', () => {
    const { instructions, notCovered } = settings({ env: ['KEY=a\nb', 'B=c=d', 'EMPTY='] })
    expect(instructions).toEqual(['ENV B="c=d" EMPTY=""'])
    expect(notCovered).toEqual([{ what: expect.stringContaining('KEY: give it when the container starts'), paths: [] }])
  })
})
