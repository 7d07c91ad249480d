import { join } from 'node:path'
import { expect, it } from 'vitest'
import { copy, readImage, slim } from '../../src/index.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { committedLayout } from './support/committed-images.ts'
import { startDockerRegistry } from './support/docker-registry.ts'

const scratch = temporaryDirectory()
const OPTIONS = {
  env: { HOME: '/nonexistent', XDG_CACHE_HOME: join(scratch, 'cache') },
  platform: 'linux/amd64',
  plainHttp: true,
}

it('has the layers of a base in the same registry without sending them, and names the base', async (context) => {
  needProgram(context, 'docker-registry')
  await using registry = await startDockerRegistry()
  const base = `${registry.host}/base:1.0`
  const { digest } = await copy(`oci:${committedLayout('webapp')}`, base, OPTIONS)
  const { written, proof } = await slim(`oci:${committedLayout('static')}`, `${registry.host}/app:1.0`, {
    ...OPTIONS,
    slim: {},
    onto: base,
    tool: { name: 'imgpeek', version: '1' },
  })
  expect(proof).toEqual({ failures: [] })
  const below = await readImage(base, OPTIONS)
  const transfers = written!.layers.map(({ transfer }) => transfer)
  expect(transfers.slice(0, below.layers.length)).toEqual(below.layers.map(() => 'mounted'))
  const { config } = await readImage(`${registry.host}/app:1.0`, OPTIONS)
  expect(config.config.labels).toMatchObject({
    'org.opencontainers.image.base.name': base,
    'org.opencontainers.image.base.digest': digest,
  })
})
