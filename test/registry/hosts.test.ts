import { describe, expect, test } from 'vitest'
import { apiHost, isLoopback } from '../../src/registry/hosts.ts'

describe('isLoopback', () => {
  test.each(['localhost', '127.0.0.1', '127.255.3.4', '0x7f.1', '[::1]', 'registry.localhost'])(
    '%s is this machine',
    (host) => {
      expect(isLoopback(new URL(`http://${host}:5000/`).hostname)).toBe(true)
    },
  )

  test.each([
    '128.0.0.1',
    '127.0.0.1.example.com',
    'localhost.example.com',
    'mylocalhost',
    '[::2]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
  ])('%s is not', (host) => {
    expect(isLoopback(new URL(`http://${host}:5000/`).hostname)).toBe(false)
  })
})

test('Docker Hub has its API at a host of its own', () => {
  expect(apiHost('docker.io')).toBe('registry-1.docker.io')
  expect(apiHost('ghcr.io')).toBe('ghcr.io')
})
