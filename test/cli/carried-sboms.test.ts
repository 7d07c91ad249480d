import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { attach, CYCLONEDX, ENVELOPE, envelope, SPDX } from '../support/referrers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const env = { XDG_CACHE_HOME: join(scratch, 'cache'), HOME: scratch }
let image: string
let digest: string

beforeAll(async () => {
  const tar = await new LayerBuilder().file('opt/bitnami/redis/.spdx-redis.spdx', SPDX).build()
  const layout = new LayoutBuilder(join(scratch, 'layout'))
  const subject = layout.image({ layers: [{ tar }] })
  const predicateType = 'https://cyclonedx.org/bom'
  const statement = Buffer.from(`{"predicateType":"${predicateType}","predicate":${CYCLONEDX}}`)
  const attested = { content: envelope(statement), mediaType: ENVELOPE }
  const described = attach(layout, { subject, documents: [attested] })
  layout.writeIndex([tagged(subject, '1.0'), described])
  image = `oci:${layout.directory}:1.0`
  digest = JSON.parse(String(layout.read(described.digest))).layers[0].digest
})

describe('imgpeek sbom --carried', () => {
  it('lists what is in the image and what is beside it', async () => {
    const { code, stdout, stderr } = await imgpeek(['sbom', image, '--carried'], { env })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['Size', 'Format', 'Found', 'Name'],
      ['73 B', 'spdx-json', 'layer 0, Bitnami', '/opt/bitnami/redis/.spdx-redis.spdx'],
      [expect.stringMatching(/ B$/), 'cyclonedx-json', 'referrer', digest.slice(0, 19)],
      [''],
      ['2 SBOMs'],
      [''],
    ])
  })

  it('prints one JSON document', async () => {
    const { code, stdout } = await imgpeek(['sbom', image, '--carried', '--json'], { env })
    expect(code).toBe(0)
    expect(schemaErrors('carried-sboms', JSON.parse(stdout))).toEqual([])
  })

  it('ends with 3 where the registry does not say what is beside the image, and with its words', async () => {
    await using registry = await startFaultyRegistry(join(scratch, 'layout'), ({ path, response }) => {
      if (!/referrers|sha256-/.test(path)) return false
      const errors = [{ code: 'DENIED', message: 'not for you' }]
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }))
      return true
    })
    const { code, stdout, stderr } = await imgpeek(['sbom', `${registry.host}/x:1.0`, '--carried'], { env })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(
      /^imgpeek: 127\.0\.0\.1:\d+ gives no access to the referrers of image x@sha256:.*not for you/,
    )
  })
})

describe('imgpeek sbom --print', () => {
  it('prints a document and nothing else, of an attestation what it attests', async () => {
    for (const [name, text] of [['.spdx-redis.spdx', SPDX] as const, [digest.slice(7, 15), CYCLONEDX] as const]) {
      const { code, stdout, stderr } = await imgpeek(['sbom', image, '--print', name], { env })
      expect([code, stdout, stderr]).toEqual([0, text, ''])
    }
  })

  it('writes a file', async () => {
    const path = join(scratch, 'bom.cdx.json')
    const { code, stdout } = await imgpeek(['sbom', image, '--print', digest, '-o', path], { env })
    expect([code, stdout]).toEqual([0, ''])
    expect(readFileSync(path, 'utf8')).toBe(CYCLONEDX)
  })

  it('ends with 3 where there is none of that name, and with 2 where two things are asked for', async () => {
    const { code, stdout, stderr } = await imgpeek(['sbom', image, '--print', '/etc/passwd'], { env })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^imgpeek: oci:\S+ carries no SBOM named "\/etc\/passwd"; it carries \/opt\/.*\.\n$/)
    expect((await imgpeek(['sbom', image, '--print', digest, '--carried'], { env })).code).toBe(2)
    expect((await imgpeek(['sbom', image, '--carried', '-o', 'x'], { env })).code).toBe(2)
  })
})
