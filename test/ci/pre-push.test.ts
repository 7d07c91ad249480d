import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { startDockerd } from '../e2e/support/dockerd.ts'
import { copied } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { programOnPath } from './program-on-path.ts'
import { runShell } from './run-shell.ts'

const HOOK = fileURLToPath(new URL('../../ci/pre-push', import.meta.url))
const scratch = temporaryDirectory()
const PATH = programOnPath(scratch)

/** Runs the hook as git does, in the top directory of a repository. */
const push = (image: string, host: string) =>
  runShell('sh', [HOOK], { cwd: scratch, env: { PATH, DOCKER_HOST: host, IMGPEEK_IMAGE: image } })

describe('the git hook', () => {
  it('gates the image that Docker has, and stops a push where it is over budget', async (context) => {
    for (const program of ['dockerd', 'docker']) needProgram(context, program)
    await using engine = await startDockerd()
    need(context, engine !== null, 'dockerd does not start')
    const archive = join(scratch, 'app.tar')
    await copied(`oci:${committedLayout('static')}`, `docker-archive:${archive}:app:latest`)
    await engine!.docker('load', '--input', archive)

    writeFileSync(join(scratch, '.imgpeek.yaml'), 'budgets: {layerCount: 20}\n')
    expect(await push('app:latest', engine!.host)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^PASS /) })
    writeFileSync(join(scratch, '.imgpeek.yaml'), 'budgets: {contentSize: 1kB}\n')
    expect(await push('app:latest', engine!.host)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL /) })
  }, 60_000)

  it('lets a push go where Docker has no such image, or is not there, and says so', async () => {
    const { code, stderr } = await push('app:latest', `unix://${scratch}/no-socket`)
    expect([code, stderr]).toEqual([0, 'imgpeek: Docker has no image app:latest; it is not gated.\n'])
  })
})
