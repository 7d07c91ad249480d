import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { ExitCode, inspectImage } from '../../src/index.ts'
import { contentOf, digestsOf } from '../support/copy.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { need, needProgram } from '../support/programs.ts'
import { contentAtEngine, ENGINE_IMAGES, engineName, loadable } from './support/engine-images.ts'
import { type PodmanService, startPodmanService } from './support/podman-service.ts'
import { type TemporaryDirectory, temporaryDirectory } from './support/temporary-directory.ts'

let scratch: TemporaryDirectory
let service: PodmanService | null = null

beforeAll(async () => {
  scratch = await temporaryDirectory()
  service = await startPodmanService().catch(() => null)
  for (const name of ENGINE_IMAGES) await service?.podman('load', '--input', await loadable(name, scratch.path))
})
afterAll(async () => {
  await service?.[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

function needService(context: TestContext) {
  needProgram(context, 'podman')
  need(context, service !== null, 'podman system service does not start')
  const env = { HOME: scratch.path, CONTAINER_HOST: service!.host }
  return { service: service!, env, options: { env, platform: 'linux/amd64', cache: false } }
}

describe("an image at Podman's service", () => {
  test.for(ENGINE_IMAGES)(
    'is the same as in its layout, but for what a manifest and compression say: %s',
    async (name, context) => {
      const { env } = needService(context)
      expect(await contentOf(`podman:${engineName(name)}`, { env })).toEqual(await contentAtEngine(name))
    },
  )

  test('is found as podman finds it: by names without their host, by ids and the beginning of ids', async (context) => {
    const { service, env } = needService(context)
    const id = (await service.podman('image', 'inspect', '--format', '{{.Id}}', engineName('webapp'))).trim()
    for (const name of [engineName('webapp'), 'test/webapp:1.0', id, id.slice(0, 12), `sha256:${id}`]) {
      expect(await digestsOf(`podman:${name}`, { env }), name).toMatchObject({ config: `sha256:${id}` })
    }
  })

  test('that is not there ends with 3 and says how to get it', async (context) => {
    const { options } = needService(context)
    const message = /^Podman has no image "nope" \(unix:.*\); get it with podman pull nope\.$/
    await expectFailure(inspectImage('podman:nope', options), ExitCode.unavailable, message)
  })
})

test('a service that CONTAINER_HOST names and that is not there is not passed over', async () => {
  const env = { HOME: '/nonexistent', CONTAINER_HOST: 'unix:///nonexistent/podman.sock' }
  const message =
    /^There is no Podman engine at unix:\/\/\/nonexistent\/podman\.sock \(CONTAINER_HOST\); run podman system service/
  await expectFailure(inspectImage('podman:x', { env, cache: false }), ExitCode.unavailable, message)
})
