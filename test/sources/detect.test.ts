import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { dockerArchive, ociArchive } from '../../fixtures/image-archive.ts'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { UnavailableError, UsageError } from '../../src/errors.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { detectSource } from '../../src/sources/detect.ts'
import { open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()
const before = process.cwd()
const OPTIONS = { env: {}, limits: DEFAULT_LIMITS }

beforeAll(async () => {
  const spec: ImageSpec = { layers: [{ tar: await new LayerBuilder().file('bin/sh', 'x').build() }] }
  const layout = writeLayout(join(temporary, 'layout'), spec, '1')
  const archive = new LayerBuilder().directory('etc').file('etc/manifest.json', '{}').file('manifest.json', '[]')
  const files = {
    'oci.tar': await ociArchive(layout),
    'oci.tar.gz': compress(await ociArchive(layout), 'gzip'),
    'old.tar': await dockerArchive(spec, 'app:1'),
    'old.tar.zst': compress(await dockerArchive(spec, 'app:1'), 'zstd'),
    'root.tar': await archive.build(),
    'empty.tar': await new LayerBuilder().build(),
    'text.txt': Buffer.alloc(2000, 'text '),
  }
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(temporary, name), bytes)
  writeFileSync(join(layout.directory, 'manifest.json'), '[]')
  writeFileSync(join(temporary, 'new.tar'), await ociArchive(layout))
  mkdirSync(join(temporary, 'Root', 'etc'), { recursive: true })
  mkdirSync(join(temporary, 'alpine'))
  process.chdir(temporary)
})

afterAll(() => process.chdir(before))

describe('a name without a scheme', () => {
  test.each([
    ['./layout', 'oci'],
    ['./oci.tar', 'oci-archive'],
    ['./oci.tar.gz', 'oci-archive'],
    ['./old.tar', 'docker-archive'],
    ['./old.tar.zst', 'docker-archive'],
    ['./new.tar', 'docker-archive'],
    ['./root.tar', 'rootfs'],
    ['./empty.tar', 'rootfs'],
    ['./alpine', 'rootfs'],
    ['.', 'rootfs'],
    ['Root', 'rootfs'],
    ['debian:12', 'registry'],
    ['localhost:5000/app', 'registry'],
    ['old.tar/app', 'registry'],
  ])('%s is from %s', async (name, source) => {
    expect(await detectSource(name, OPTIONS)).toBe(source)
  })

  test('is opened as what it is', async () => {
    expect(await open('./oci.tar.gz')).toMatchObject({ source: 'oci-archive', reference: 'oci-archive:./oci.tar.gz' })
    expect(await open(join(temporary, 'old.tar'))).toMatchObject({ source: 'docker-archive' })
    expect(await open('Root')).toMatchObject({ source: 'rootfs' })
  })

  test.each(['alpine', 'oci.tar'])('%s could be two things, and the error spells both', async (name) => {
    await expect(detectSource(name, OPTIONS)).rejects.toThrow(
      new UsageError(`"${name}" could be a path or an image of a registry; write ./${name} or docker://${name}.`),
    )
  })

  test.each(['./missing', '/missing/too', '..\\missing', './layout:1'])(
    '%s is a path that does not exist',
    async (name) => {
      await expect(detectSource(name, OPTIONS)).rejects.toThrow(UnavailableError)
    },
  )

  test('a tag behind a path needs its scheme', async () => {
    await expect(detectSource('./layout:1', OPTIONS)).rejects.toThrow('oci:./layout:1')
  })

  test('a file that is no tar is not guessed at', async () => {
    await expect(detectSource('./text.txt', OPTIONS)).rejects.toThrow('The file ./text.txt is not a tar archive.')
  })

  test('neither a path nor a reference is an error of usage', async () => {
    await expect(detectSource('No Such Thing', OPTIONS)).rejects.toThrow(UsageError)
  })
})
