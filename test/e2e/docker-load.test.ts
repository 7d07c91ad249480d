import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentOf, copied } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { committedLayout } from './support/committed-images.ts'
import { startDockerd } from './support/dockerd.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

test('docker load takes a docker-archive, runs the image, and saves the same one again', async (context) => {
  for (const program of ['dockerd', 'docker']) needProgram(context, program)
  await using engine = await startDockerd()
  need(context, engine !== null, 'dockerd does not start')
  await using directory = await temporaryDirectory()
  // no engine can unpack odd-layers, as it puts no directory where a lower layer has a file
  for (const name of ['webapp', 'static'] as const) {
    const archive = join(directory.path, `${name}.tar`)
    const { imageId } = await copied(`oci:${committedLayout(name)}`, `docker-archive:${archive}:test/${name}:1.0`)
    expect(await engine!.docker('load', '--input', archive)).toContain(`Loaded image: test/${name}:1.0`)
    const id = await engine!.docker('image', 'inspect', '--format', '{{.Id}}', `test/${name}:1.0`)
    expect(id.trim()).toBe(imageId)

    const saved = join(directory.path, `${name}-saved.tar`)
    await engine!.docker('save', '--output', saved, `test/${name}:1.0`)
    const { filesystem, layers } = await contentOf(`docker-archive:${saved}`)
    const known = await contentOf(`docker-archive:${archive}`)
    expect(filesystem).toEqual(known.filesystem)
    expect(layers.map(({ diffId }) => diffId)).toEqual(known.layers.map(({ diffId }) => diffId))
  }
  const output = await engine!.docker('run', '--rm', '--network', 'none', 'test/static:1.0')
  expect(output).toBe('Hello from a static program.\n')
}, 120_000)
