import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pinBases } from '../../src/base-set/pin.ts'
import { UnavailableError } from '../../src/errors.ts'
import { parseImageList } from '../../src/image-list/parse.ts'
import { listen } from '../e2e/support/listening-server.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const MEDIA_TYPE = 'application/vnd.oci.image.index.v1+json'
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** The index that the registry has under every tag but `gone`. */
const INDEX = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE, manifests: [] })
const OLD = digestOf('old')

function startRegistry() {
  const server = createServer((request, response) => {
    if (request.url === '/v2/') return response.end()
    if (request.url!.endsWith('/manifests/gone')) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-type': MEDIA_TYPE }).end(INDEX)
  })
  return listen(server)
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(scratch, 'pin-')), 'bases.yaml')
  writeFileSync(file, text)
  return file
}

const pin = (file: string, sets?: string[]) => pinBases({ file, sets }, { env: {}, plainHttp: true })

it('writes the file with the digest of each tag, of the index, and keeps what else stands in it', async () => {
  await using registry = await startRegistry()
  const host = `127.0.0.1:${registry.port}`
  const file = fileWith(`# Ours.

# The small one
- label: small # as it is
  reference: ${host}/acme/small:1
  sets: [a, b]
- ${host}/acme/plain
- label: pinned
  reference: docker://${host}/acme/old:2@${OLD}
- label: fixed
  reference: ${host}/acme/fixed@${OLD}
- {label: local, reference: oci:layout}
- scratch
`)
  const { text, unpinned } = await pin(file)
  expect(unpinned).toEqual(['local', 'scratch'])
  const digest = digestOf(INDEX)
  expect(text).toBe(`# Ours.

# The small one
- label: small # as it is
  reference: ${host}/acme/small:1@${digest}
  sets: [a, b]
- label: plain
  reference: ${host}/acme/plain:latest@${digest}
- label: pinned
  reference: ${host}/acme/old:2@${digest}
- label: fixed
  reference: ${host}/acme/fixed@${OLD}
- {label: local, reference: oci:layout}
- scratch
`)
  const labels = (list: string) => parseImageList(list, file).map(({ label }) => label)
  expect(labels(text)).toEqual(['small', 'plain', 'pinned', 'fixed', 'local', 'scratch'])
  expect((await pin(fileWith(text))).text).toBe(text)
})

it('writes only the sets that are asked for', async () => {
  await using registry = await startRegistry()
  const image = `127.0.0.1:${registry.port}/acme/app`
  const file = fileWith(`- {reference: "${image}:gone", label: x}\n- {reference: "${image}:1", label: y, sets: [a]}\n`)
  expect((await pin(file, ['a'])).text).toBe(`- {reference: "${image}:1@${digestOf(INDEX)}", label: y, sets: [a]}\n`)
})

it('fails where a registry has no such image', async () => {
  await using registry = await startRegistry()
  const file = fileWith(`- 127.0.0.1:${registry.port}/acme/app:gone\n`)
  await expect(pin(file)).rejects.toThrow(UnavailableError)
})
