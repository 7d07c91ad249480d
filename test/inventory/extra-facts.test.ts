import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { sha1Reader } from '../../src/catalogers/sha1.ts'
import { type ExtraFacts, type ImageInventory, readImage } from '../../src/index.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const LARGE = Buffer.alloc(3_000_000, 'large')

it('what few views need is read where it is asked for, whatever the cache holds already', async () => {
  const layer = new LayerBuilder().file('empty').file('small', 'small').file('large', LARGE).directory('directory')
  const directory = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(directory, { layers: [{ tar: await layer.build() }] })
  const env = { XDG_CACHE_HOME: join(directory, 'cache') }
  const read = (...extraFacts: ExtraFacts[]): Promise<ImageInventory> =>
    readImage(`oci:${directory}`, { platform: 'linux/amd64', env, extraFacts })
  const digests = ({ factsOf }: ImageInventory): unknown[] =>
    Array.from(factsOf(sha1Reader).facts(), ({ node, fact }) => [node.name, fact])

  expect(digests(await read())).toEqual([])
  const expected = [
    ['empty', sha1('')],
    ['large', sha1(LARGE)],
    ['small', sha1('small')],
  ]
  expect(digests(await read('sha1'))).toEqual(expected)
  expect(digests(await read('sha1'))).toEqual(expected) // from the cache
  expect(digests(await read())).toEqual([])
})

function sha1(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex')
}
