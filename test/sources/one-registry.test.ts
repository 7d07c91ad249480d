import { describe, expect, it } from 'vitest'
import { readImages, UsageError } from '../../src/index.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { writeSampleImage } from '../e2e/support/sample-image.ts'
import { temporaryDirectory } from '../e2e/support/temporary-directory.ts'

const login = { username: 'me', password: 'secret', platform: 'linux/amd64', cache: false, env: {} }

describe('a name and a password', () => {
  it('are refused for images of several registries, and go to none', async () => {
    await using directory = await temporaryDirectory()
    await writeSampleImage(directory.path)
    await using registry = await startFaultyRegistry(directory.path)
    const requests = [`${registry.host}/a`, 'ghcr.io/b/c', 'docker://alpine'].map((reference) => ({ reference }))
    await expect(readImages(requests, login, () => null)).rejects.toThrow(
      new UsageError(
        `--username is for one registry, and the images are of ${registry.host} and ghcr.io; ` +
          'log in to each with docker login or podman login, and leave it out.',
      ),
    )
    expect(registry.requests).toEqual([])
  })

  it('are taken for several images of one registry, beside images from elsewhere', async () => {
    await using directory = await temporaryDirectory()
    await writeSampleImage(directory.path)
    await using registry = await startFaultyRegistry(directory.path)
    const references = [`${registry.host}/a`, `docker://${registry.host}/b`, `oci:${directory.path}`, 'scratch']
    const requests = references.map((reference) => ({ reference }))
    const sources = await readImages(requests, login, ({ source }) => source)
    expect(sources).toEqual(['registry', 'registry', 'oci', 'scratch'])
  })

  it('are refused where a path that is missing stands among images of several registries', async () => {
    const requests = ['./gone', 'ghcr.io/b/c', 'alpine'].map((reference) => ({ reference }))
    await expect(readImages(requests, login, () => null)).rejects.toThrow('are of ghcr.io and docker.io')
  })
})
