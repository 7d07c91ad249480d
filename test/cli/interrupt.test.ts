import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, start } from './imgpeek.ts'

describe('being told to end', () => {
  let registry: Server
  beforeAll(async () => {
    registry = createServer(() => {}).listen(0, '127.0.0.1') // takes requests and never answers
    await once(registry, 'listening')
  })
  afterAll(() => registry.closeAllConnections())

  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s ends a request that hangs, with 130',
    async (signal) => {
      const asked = once(registry, 'request')
      const child = start(['inspect', `127.0.0.1:${(registry.address() as AddressInfo).port}/some/image:1`])
      const end = ended(child)
      await Promise.race([asked, end])
      child.kill(signal)
      const { code, stdout, stderr } = await end
      expect([code, stdout]).toEqual([130, ''])
      expect(stderr).toMatch(/^imgpeek: [^\n]*\n$/)
    },
  )
})
