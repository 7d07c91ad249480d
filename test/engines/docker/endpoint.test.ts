import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEndpoint } from '../../../src/engines/docker/endpoint.ts'
import { sshArguments } from '../../../src/engines/docker/ssh-connection.ts'
import { UsageError } from '../../../src/errors.ts'

const TLS = { ca: 'ca', cert: null, key: null, verify: true }

function parse(host: string, tls: typeof TLS | null = null) {
  return parseEndpoint({ engine: 'docker', host, origin: 'DOCKER_HOST' }, tls)
}

describe("an engine's address", () => {
  test.for([
    ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', path: String.raw`\\.\pipe\docker_engine` }],
    ['tcp://far.example', { kind: 'tcp', address: 'far.example:2375', tls: null }],
    ['tcp://far.example:99', { kind: 'tcp', address: 'far.example:99', tls: null }],
    ['tcp://[::1]:99', { kind: 'tcp', address: '[::1]:99', tls: null }],
    ['http://far.example:99', { kind: 'tcp', address: 'far.example:99', tls: null }],
    ['https://far.example', { kind: 'tcp', address: 'far.example:2376', tls: { verify: true } }],
    ['ssh://far.example', { kind: 'ssh', hostname: 'far.example', user: null, port: null, socket: null }],
    [
      'ssh://me@far.example:22/run/d.sock',
      { kind: 'ssh', hostname: 'far.example', user: 'me', port: 22, socket: '/run/d.sock' },
    ],
    ['ssh://[::1]', { kind: 'ssh', hostname: '::1' }],
  ] as const)('%s', ([host, expected]) => {
    expect(parse(host)).toMatchObject({ ...expected, host, origin: 'DOCKER_HOST' })
  })

  test('of TCP has the port of TLS where there are certificates', () => {
    expect(parse('tcp://far.example', TLS)).toMatchObject({ address: 'far.example:2376', tls: TLS })
  })

  test.for([
    '',
    'docker.sock',
    '/run/docker.sock',
    'unix://',
    'ftp://x',
    'fd://',
    'tcp://',
    'tcp://:1',
    'tcp://a:b',
    'ssh://',
    'ssh://-oProxyCommand=x',
    'ssh://-l@x',
    'ssh://me:secret@x',
  ])('that is none is refused without a word of a password: %j', (host) => {
    expect(() => parse(host)).toThrow(UsageError)
    expect(() => parse(host)).not.toThrow(/secret/)
  })

  test('of any text is an endpoint or a usage error, and none that ssh takes for an option', () => {
    fc.assert(
      fc.property(fc.constantFrom('unix', 'tcp', 'ssh', 'https', 'x'), fc.string(), (scheme, rest) => {
        let endpoint: ReturnType<typeof parse>
        try {
          endpoint = parse(`${scheme}://${rest}`)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
          return
        }
        if (endpoint.kind !== 'ssh') return
        expect(endpoint.hostname).not.toMatch(/^-|^$/)
        expect(endpoint.user ?? '').not.toMatch(/^-/)
      }),
    )
  })
})

describe('what ssh is asked to run', () => {
  test('is what the usual client runs, with the socket where one is named', () => {
    const ssh = (host: string) => {
      const endpoint = parse(host)
      return endpoint.kind === 'ssh' ? sshArguments(endpoint).slice(3) : []
    }
    expect(ssh('ssh://far.example')).toEqual(['--', 'far.example', 'docker', 'system', 'dial-stdio'])
    expect(ssh('ssh://me@far.example:22/run/d.sock')).toEqual([
      '-l',
      'me',
      '-p',
      '22',
      '--',
      'far.example',
      'docker',
      '--host',
      'unix:///run/d.sock',
      'system',
      'dial-stdio',
    ])
  })

  test("quotes a socket's path for the other machine's shell", () => {
    const endpoint = parse("ssh://far.example/run/$(reboot)'.sock")
    expect(endpoint.kind === 'ssh' && sshArguments(endpoint)).toContain(String.raw`'unix:///run/$(reboot)'\''.sock'`)
  })
})
