import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { EMPTY_EXECUTION_CONFIG } from '../../../src/oci/config.ts'
import { exposedPort, parseHttpTarget } from '../../../src/slim/verify/http-target.ts'

describe('what a server is asked', () => {
  it.each([
    ['/', { port: null, path: '/' }],
    ['/status?full=1&x=%20', { port: null, path: '/status?full=1&x=%20' }],
    [':8080/a/b', { port: 8080, path: '/a/b' }],
    [':65535/', { port: 65_535, path: '/' }],
  ])('is %s', (text, target) => {
    expect(parseHttpTarget(text)).toEqual(target)
  })

  it.each(['', 'status', ':8080', '8080/x', ':0/x', ':65536/x', ':123456/x', '/a b', '/a\r\nX: y', '/a#b', '/ä'])(
    'is not %j',
    (text) => expect(() => parseHttpTarget(text)).toThrow(UsageError),
  )

  it.each([
    [['8080/tcp'], 8080],
    [['53/udp', '80'], 80],
    [['8000-8010/tcp', '9000/TCP'], 9000],
  ])('goes to the first TCP port of %j', (exposedPorts, port) => {
    expect(exposedPort({ ...EMPTY_EXECUTION_CONFIG, exposedPorts }, 'app')).toBe(port)
  })

  it.each([[[]], [['53/udp']], [['0/tcp', '70000/tcp', 'x']]])('has no port among %j', (exposedPorts) => {
    expect(() => exposedPort({ ...EMPTY_EXECUTION_CONFIG, exposedPorts }, 'app')).toThrow(/app exposes no TCP port/)
  })
})
