import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { LayerFiles } from '../../../src/sources/containers-storage/layer-files.ts'
import { rebuiltTar } from '../../../src/sources/containers-storage/tar-split.ts'
import { splitTar, writeSplit } from '../../support/tar-split.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const temporary = temporaryDirectory()

function layerDirectory(): { files: string; tarSplit: string } {
  const path = mkdtempSync(join(temporary, 'layer-'))
  const files = join(path, 'diff')
  mkdirSync(files)
  return { files, tarSplit: join(path, 'tar-split.gz') }
}

async function rebuilt({ files, tarSplit }: { files: string; tarSplit: string }): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of rebuiltTar(tarSplit, new LayerFiles(files))) pieces.push(piece)
  return Buffer.concat(pieces)
}

const file = (name: string, size: number): object => ({ type: 1, name, size })

test('a tar that was taken apart comes back to the byte', async () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const entries = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { selector: ([path]) => path })
  await fc.assert(
    fc.asyncProperty(entries, async (contents) => {
      const layer = new LayerBuilder().directory('below/').symlink('link', 'below').hardlink('other', 'link')
      for (const [path, content] of contents) layer.file(`below/${path}`, Buffer.from(content), { mtime: 1.5 })
      const tar = await layer.build()
      const place = layerDirectory()
      splitTar(tar, place.files, place.tarSplit)
      expect((await rebuilt(place)).equals(tar)).toBe(true)
    }),
    { numRuns: 25 },
  )
})

describe('names', () => {
  test('never lead out of the layer, however many dots they have', async () => {
    const place = layerDirectory()
    writeFileSync(join(place.files, '../secret'), 'secret')
    writeSplit(place.tarSplit, [file('../secret', 6)])
    await expect(rebuilt(place)).rejects.toThrow(/diff\/secret does not exist/)
  })

  test('never lead out of the layer through symlinks, which are followed as in the image', async () => {
    const place = layerDirectory()
    mkdirSync(join(place.files, 'usr/lib'), { recursive: true })
    writeFileSync(join(place.files, 'usr/lib/a'), 'mine')
    symlinkSync('/usr/lib', join(place.files, 'lib'))
    symlinkSync('../../../../../../usr/lib', join(place.files, 'usr/up'))
    writeSplit(place.tarSplit, [file('lib/a', 4), file('usr/up/a', 4)])
    expect((await rebuilt(place)).toString()).toBe('minemine')
  })

  test('are not followed where the file itself is a symlink', async () => {
    const place = layerDirectory()
    symlinkSync('/etc/passwd', join(place.files, 'a'))
    writeSplit(place.tarSplit, [file('a', 4)])
    await expect(rebuilt(place)).rejects.toMatchObject({ exitCode: 3 })
  })

  test('may lead through a ring of symlinks, which ends', async () => {
    const place = layerDirectory()
    symlinkSync('b', join(place.files, 'a'))
    symlinkSync('a', join(place.files, 'b'))
    writeSplit(place.tarSplit, [file('a/x', 4)])
    await expect(rebuilt(place)).rejects.toThrow(/more than 40 links/)
  })

  test('need not be UTF-8', async () => {
    const place = layerDirectory()
    const name = Buffer.from('caf\xe9', 'latin1')
    writeFileSync(Buffer.concat([Buffer.from(`${place.files}/`), name]), 'latte')
    writeSplit(place.tarSplit, [{ type: 1, name_raw: name.toString('base64'), size: 5 }])
    expect((await rebuilt(place)).toString()).toBe('latte')
  })
})

describe('a storage that was damaged', () => {
  test.each([
    ['a file of another size', [file('a', 3)], 4, /is not the file of 3 bytes/],
    ['a file that is missing', [file('b', 4)], 3, /b does not exist/],
    ['an unknown kind of entry', [{ type: 7 }], 4, /"type" is 7/],
    ['an entry without a name', [{ type: 1, size: 4 }], 4, /"name"/],
  ])('by %s is an error that says so', async (_, lines, exitCode, message) => {
    const place = layerDirectory()
    writeFileSync(join(place.files, 'a'), 'four')
    writeSplit(place.tarSplit, lines)
    await expect(rebuilt(place)).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) })
  })

  test('by a file that is not gzip, or is cut short, is an error that names it', async () => {
    const place = layerDirectory()
    writeFileSync(place.tarSplit, 'no gzip')
    await expect(rebuilt(place)).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining('not a gzip') })
    writeSplit(place.tarSplit, [{ type: 2, payload: 'AAAA' }])
    const whole = readFileSync(place.tarSplit)
    writeFileSync(place.tarSplit, whole.subarray(0, whole.length - 9))
    await expect(rebuilt(place)).rejects.toMatchObject({ exitCode: 4 })
  })

  test('by a layer whose sparse files it cannot give back has a sentence for it', async () => {
    const place = layerDirectory()
    writeFileSync(join(place.files, 'a'), 'four')
    const header = Buffer.alloc(512)
    header.write('00000000002', 124)
    writeSplit(place.tarSplit, [{ type: 2, payload: header.toString('base64') }, file('a', 4)])
    await expect(rebuilt(place)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('sparse files'),
    })
  })

  test('by the loss of the file is an error that names it', async () => {
    await expect(rebuilt(layerDirectory())).rejects.toMatchObject({ exitCode: 3 })
  })
})
