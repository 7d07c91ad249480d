import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../../fixtures/image-builder.ts'
import { ContainerdChannel } from '../../../src/engines/containerd/channel.ts'
import { expectFailure } from '../../support/inspect-layout.ts'
import { open } from '../../support/read-image.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { type Answer, startFakeContainerd } from './fake-containerd.ts'

const scratch = temporaryDirectory()
let serial = 0

function newSocket(): string {
  return join(scratch, `${serial++}.sock`)
}

/** Starts a fake that ends with the test, and says how to reach it. */
async function fake(answers: Readonly<Record<string, Answer>>): Promise<{ readonly CONTAINERD_ADDRESS: string }> {
  const server = await startFakeContainerd(newSocket(), answers)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server.env
}

async function listening(server: ReturnType<typeof createServer>): Promise<{ readonly CONTAINERD_ADDRESS: string }> {
  const socket = newSocket()
  server.listen(socket)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { CONTAINERD_ADDRESS: socket }
}

/** What happens when an image is opened at such an address. */
function opening(env: { readonly CONTAINERD_ADDRESS: string }): Promise<unknown> {
  return open('containerd:app:1', { env, platform: 'linux/amd64' })
}

describe('where containerd should be', () => {
  test('there may be nothing', async () => {
    const env = { CONTAINERD_ADDRESS: newSocket() }
    await expectFailure(opening(env), 3, /^There is no containerd at .*; start it, or set CONTAINERD_ADDRESS/)
  })

  test('there may be a socket that nobody listens at, or a file', async () => {
    const path = newSocket()
    writeFileSync(path, '')
    await expectFailure(
      opening({ CONTAINERD_ADDRESS: `unix://${path}` }),
      3,
      /^No containerd listens at .*; start it\.$/,
    )
  })

  test.each(['tcp://localhost:1', 'containerd.sock', 'http://x/y'])(
    'there must be a socket, not %s',
    async (address) => {
      const message = /^CONTAINERD_ADDRESS is ".*", which is not the absolute path of a Unix socket/
      await expectFailure(opening({ CONTAINERD_ADDRESS: address }), 2, message)
    },
  )

  const other =
    /^What listens at .* does not answer as containerd does; set CONTAINERD_ADDRESS to containerd's socket, or restart it\.$/

  test('there may be another server that speaks HTTP/1.1, as Docker does', async () => {
    await expectFailure(opening(await listening(createHttpServer((_, response) => response.end('{}')))), 3, other)
  })

  test('there may be one that hangs up', async () => {
    await expectFailure(opening(await listening(createServer((socket) => socket.destroy()))), 3, other)
  })

  test('there may be one that speaks gRPC and is something else, as BuildKit does', async () => {
    await expectFailure(opening(await fake({})), 3, other)
  })
})

const VERSION = { 'version.v1.Version/Version': () => ({ version: 'v1.6' }) }
const NAMESPACES = { 'namespaces.v1.Namespaces/List': () => ({ namespaces: [{ name: 'default' }] }) }
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

/** A containerd with one image. */
function oneImage(
  target: object,
  content: Readonly<Record<string, Uint8Array>> = {},
): Readonly<Record<string, Answer>> {
  const missing = Object.assign(new Error(), { code: 5, details: 'not found' })
  return {
    ...VERSION,
    ...NAMESPACES,
    'images.v1.Images/Get': () => ({ image: { name: 'docker.io/library/app:1', target } }),
    'content.v1.Content/Info': ({ digest }: { digest: string }) =>
      content[digest] === undefined ? missing : { info: { digest, size: content[digest].length } },
    'content.v1.Content/Read': ({ digest }: { digest: string }) => {
      const bytes = content[digest]
      return bytes === undefined ? missing : [{ data: bytes.subarray(0, 10) }, { data: bytes.subarray(10) }]
    },
  }
}

describe('what containerd answers', () => {
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: {}, layers: [] }))
  const digest = sha256(manifest)

  test.each<[what: string, target: object, exitCode: number, message: RegExp]>([
    [
      'no digest',
      { mediaType: MANIFEST, digest: 'x', size: 1 },
      4,
      /^containerd's record of .* holds "x", which is not a/,
    ],
    ['a negative size', { mediaType: MANIFEST, digest, size: -1 }, 4, /^containerd gives .* the size -1\.$/],
    ['too large a size', { mediaType: MANIFEST, digest, size: 2 ** 40 }, 4, /is larger than 4194304 bytes/],
    [
      'another size',
      { mediaType: MANIFEST, digest, size: 1 },
      4,
      /has \d+ bytes but its descriptor states 1; it was altered/,
    ],
    [
      'what is not there',
      { mediaType: MANIFEST, digest: sha256(Buffer.alloc(1)), size: 1 },
      3,
      /does not have the content of/,
    ],
  ])('may be a record with %s', async (_, target, exitCode, message) => {
    await expectFailure(opening(await fake(oneImage(target, { [digest]: manifest }))), exitCode, message)
  })

  test('may be another document than was asked for', async () => {
    const env = await fake(
      oneImage({ mediaType: MANIFEST, digest, size: manifest.length }, { [digest]: Buffer.alloc(manifest.length) }),
    )
    await expectFailure(opening(env), 4, /has the digest .* and not .*; it was altered\.$/)
  })

  test('may have no end', async () => {
    const target = { mediaType: MANIFEST, digest, size: manifest.length }
    const endless = {
      'content.v1.Content/Read': () => Array.from({ length: 64 }, () => ({ data: Buffer.alloc(1024 * 1024) })),
    }
    await expectFailure(opening(await fake({ ...oneImage(target), ...endless })), 4, /is larger than 4194304 bytes/)
  })

  test('may be a refusal, in words that are not of one line', async () => {
    const refusal = Object.assign(new Error(), { code: 13, details: `no\n\tspace ${'x'.repeat(1000)}.` })
    const env = await fake({ ...VERSION, 'namespaces.v1.Namespaces/List': () => refusal })
    await expectFailure(opening(env), 3, /^containerd at .* refuses: no space x+\.$/)
  })

  test('may be that it is too old', async () => {
    await expectFailure(
      opening(await fake(VERSION)),
      3,
      /^containerd at .* is too old: .* not implement.*Namespaces\/List\.$/,
    )
  })
})

test('a call ends when its signal fires, also before it begins', async () => {
  const channel = await ContainerdChannel.open(await fake(VERSION))
  onTestFinished(() => channel.close())
  const signal = AbortSignal.abort()
  const calls = [
    channel.call('version.v1.Version/Version', {}, { signal }),
    channel.stream('content.v1.Content/List', {}, { namespace: 'default', signal }).next(),
  ]
  for (const call of calls) await expectFailure(call, 130, /^Interrupted\.$/)
  expect(await channel.call('version.v1.Version/Version', {})).toEqual({ version: 'v1.6' })
})
