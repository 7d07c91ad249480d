import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { runc } from '../../src/containers/bundle/runc.ts'
import { commandWords, parseHttpTarget, type SlimMode, slim } from '../../src/index.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to look at. */
const IMAGES = process.env.IMGPEEK_IMAGES
const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', env: { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') } }
const MODES: readonly SlimMode[] = ['policy', 'packages', 'files']

/** What is run of real images, and what is asked of their servers. */
const APPS: readonly [name: string, commands: readonly string[], requests: readonly string[]][] = [
  ['app-python', ['', `python3 -c 'import ssl, json; print(ssl.OPENSSL_VERSION)'`], []],
  ['app-node', ['node server.js --check'], ['/', '/missing']],
  ['app-sins', ['', 'appd'], []],
  ['busybox-glibc', ['busybox id', `sh -c 'echo hello | sed s/l/L/g'`], []],
  ['chisel-openssl', ['openssl version', 'openssl list -providers'], []],
]

beforeEach(async (context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  needProgram(context, 'runc')
  const obstacle = await runc.obstacle({ env: process.env })
  need(context, obstacle === null, `runc ${obstacle}`)
})

test.each(APPS)('%s answers as before in every mode', { timeout: 600_000 }, async (name, commands, requests) => {
  mkdirSync(join(scratch, name))
  for (const mode of MODES) {
    const { proof, verification, written } = await slim(
      `oci:${join(IMAGES!, name)}`,
      `oci:${join(scratch, name, mode)}`,
      {
        ...OPTIONS,
        slim: { mode },
        tool: { name: 'imgpeek', version: '1' },
        compression: { format: 'none' },
        verify: { commands: commands.map(commandWords), requests: requests.map(parseHttpTarget), runtime: 'runc' },
      },
    )
    const all = [...verification!.commands, ...verification!.requests]
    expect([mode, proof, all.filter(({ verdict }) => verdict === 'differs')]).toEqual([mode, { failures: [] }, []])
    expect(all).toHaveLength(commands.length + requests.length)
    expect(written).not.toBeNull()
  }
})
