import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { commandWords, parseHttpTarget, readImage, type SlimMode, slim } from '../../src/index.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { type DebianServer, installOnDebian } from './support/debian-server.ts'

/** Where ../shared/images/make-images.sh built images. */
const IMAGES = process.env.IMGPEEK_IMAGES
const scratch = temporaryDirectory()
const OPTIONS = { platform: 'linux/amd64', env: { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') } }

/** A server, and what is asked of it. */
interface ServerCase extends Omit<DebianServer, 'base'> {
  readonly commands: readonly string[]
  readonly requests: readonly string[]
  readonly keepPrograms: readonly string[]
  /** The package that the program is in. */
  readonly states: string
}

const SERVERS: readonly ServerCase[] = [
  {
    package: 'nginx-light',
    cmd: ['nginx', '-g', 'daemon off;'],
    port: '80/tcp',
    commands: ['nginx -t'],
    requests: ['/', '/missing'],
    keepPrograms: [],
    states: 'nginx',
  },
  {
    package: 'redis-server',
    cmd: ['redis-server', '--save', ''],
    port: '6379/tcp',
    commands: [
      'redis-server --version',
      `sh -c 'redis-server --save "" --daemonize yes --logfile /dev/null; until redis-cli ping >/dev/null 2>&1; do sleep 1; done; redis-cli set a b; redis-cli get a'`,
    ],
    requests: [],
    keepPrograms: ['sh', 'sleep', 'redis-cli'],
    states: 'redis-server',
  },
]

beforeEach((context) => {
  if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
  for (const program of ['runc', 'skopeo', 'umoci', 'dpkg-repack', 'chroot']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'containers are root’s')
  for (const program of ['/usr/sbin/nginx', '/usr/bin/redis-server'])
    need(context, existsSync(program), `there is no ${program}`)
})

test.each(SERVERS)(
  '$package on Debian answers as before, and is less than half as large',
  { timeout: 300_000 },
  async ({ commands, requests, keepPrograms, states, ...server }) => {
    const directory = join(scratch, server.package)
    mkdirSync(directory)
    const image = await installOnDebian({ ...server, base: join(IMAGES!, 'debian-bookworm') }, directory)
    for (const mode of ['packages', 'files'] satisfies SlimMode[]) {
      const place = `oci:${join(directory, mode)}:slim`
      const { before, after, proof, verification } = await slim(image, place, {
        ...OPTIONS,
        slim: { mode, keepPrograms },
        tool: { name: 'imgpeek', version: '0.0.0' },
        verify: {
          commands: commands.map(commandWords),
          requests: requests.map(parseHttpTarget),
          network: false,
          runtime: 'runc',
          timeout: undefined,
        },
      })
      expect(proof?.failures).toEqual([])
      const verdicts = [...verification!.commands, ...verification!.requests].map(({ verdict }) => verdict)
      expect(verdicts, mode).toHaveLength(commands.length + requests.length)
      expect(verdicts, mode).not.toContain('differs')
      expect(after.contentBytes / before.contentBytes).toBeLessThan(mode === 'files' ? 0.25 : 0.5)
      const { packages } = await readImage(place, OPTIONS)
      expect(packages.map(({ name }) => name)).toContain(states)
    }
  },
)
