import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { unpack } from '../../../src/index.ts'
import { committedLayout } from '../../e2e/support/committed-images.ts'
import { open } from '../../support/open-layers.ts'
import { need, needProgram } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** What a container printed, and how it ended. */
interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

async function makeBundle(name: 'static' | 'webapp'): Promise<string> {
  const bundle = join(scratch, `${name}-${randomUUID()}`)
  await open(`oci:${committedLayout(name)}`, (inventory) => unpack(inventory, bundle, { bundle: true }))
  return bundle
}

function run(bundle: string): Ended {
  const args = ['--root', join(scratch, 'state'), 'run', '--bundle', bundle, `imgpeek-test-${randomUUID()}`]
  return spawnSync('runc', args, { encoding: 'utf8', input: '' })
}

/** Changes a bundle's process. */
function edit(bundle: string, process: object): void {
  const path = join(bundle, 'config.json')
  const config = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...config, process: { ...config.process, ...process } }))
}

describe('runc runs a bundle', () => {
  beforeEach(async (context) => {
    needProgram(context, 'runc')
    need(context, process.getuid?.() === 0, 'these bundles are root’s')
    // With runc's own configuration: where that does not run, nothing of ours can.
    const probe = await makeBundle('static')
    rmSync(join(probe, 'config.json'))
    execFileSync('runc', ['spec'], { cwd: probe })
    edit(probe, { terminal: false, args: ['/hello'] })
    const { status, stderr } = run(probe)
    need(context, status === 0, `runc cannot run containers here: ${stderr.trim()}`)
  })

  test('of a single static program', async () => {
    const ended = run(await makeBundle('static'))
    expect(ended).toMatchObject({ status: 0, stdout: 'Hello from a static program.\n' })
  })

  test('as the image’s user, in its directory, with its environment and files', async () => {
    const bundle = await makeBundle('webapp')
    const script =
      'id; pwd; stat -c %s:%U /srv/www/index.html; test -w / || echo "not writable for $(id -un)"; echo $PATH'
    edit(bundle, { args: ['sh', '-c', script] })
    const { status, stdout, stderr } = run(bundle)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')).toEqual([
      'uid=33(www-data) gid=33(www-data)',
      expect.stringMatching(/^\//),
      expect.stringMatching(/^\d+:www-data$/),
      'not writable for www-data',
      expect.stringMatching(/^\//),
      '',
    ])
  })
})
