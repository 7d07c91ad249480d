import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ImageSpec, LayoutBuilder } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { type ImageInventory, readImage } from '../../../src/index.ts'
import { planDockerfile } from '../../../src/plan/dockerfile/dockerfile.ts'
import type { PlanFile, PlanRequest } from '../../../src/plan/plan-request.ts'
import type { TreeNode } from '../../../src/rootfs/tree.ts'
import { need, needProgram } from '../../support/programs.ts'

/** `mkdir -p|-m MODE PATH` and `ln -s -- TARGET PATH`, and a shell that knows lines of them and `&&`: all that plans ask for. */
const TOOLS = `#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static int run(int n, char **words) {
  if (strcmp(words[0], "ln") == 0) return symlink(words[n - 2], words[n - 1]);
  if (strcmp(words[1], "-p") != 0) return mkdir(words[3], 0) || chmod(words[3], strtol(words[2], 0, 8));
  for (char *at = words[2] + 1; *at; at++) if (*at == '/') { *at = 0; mkdir(words[2], 0755); *at = '/'; }
  return mkdir(words[2], 0755);
}
int main(int argc, char **argv) {
  char *words[64]; int n = 0;
  (void)argc;
  for (char *word = strtok(argv[2], " "); ; word = strtok(NULL, " ")) {
    if (word != NULL && strcmp(word, "&&") != 0) { words[n++] = word; continue; }
    if (run(n, words) != 0) return 1;
    if (word == NULL) return 0;
    n = 0;
  }
}
`

describe('a Dockerfile that is built', () => {
  // Buildah takes a layout's path for a repository's name, which has no capitals.
  const directory = join(tmpdir(), `imgpeek-${randomUUID()}`)
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  function image(name: string, spec: ImageSpec): Promise<ImageInventory> {
    const layout = new LayoutBuilder(join(directory, name))
    layout.writeIndex([layout.image(spec)])
    return read(layout.directory)
  }

  function read(layout: string): Promise<ImageInventory> {
    return readImage(`oci:${layout}`, { env: {}, cache: false })
  }

  /** Builds a plan's Dockerfile as Buildah does, which names layouts itself, without a network. */
  async function built(request: PlanRequest): Promise<ImageInventory> {
    const text = planDockerfile(request)
      .parts[0]!.text.replace('FROM app-image', `FROM ${request.app.reference}`)
      .replace('FROM base-image', `FROM ${request.base?.reference}`)
    const context = join(directory, 'context')
    mkdirSync(context, { recursive: true })
    writeFileSync(join(context, 'Dockerfile'), text)
    const storage = [
      '--root',
      join(directory, 'storage'),
      '--runroot',
      join(directory, 'run'),
      '--storage-driver',
      'vfs',
    ]
    const tag = 'localhost/result'
    const build = spawnSync('buildah', [...storage, 'build', '--isolation', 'chroot', '--tag', tag, context], {
      encoding: 'utf8',
    })
    expect(build.status, `${text}\n${build.stderr}`).toBe(0)
    execFileSync('buildah', [...storage, 'push', '--quiet', tag, `oci:${join(directory, 'result')}`], { stdio: 'pipe' })
    return read(join(directory, 'result'))
  }

  it('has everything of the app where it belongs, with owners, modes and links', async (context) => {
    need(context, process.platform === 'linux' && process.getuid?.() === 0, 'builds need root here')
    for (const program of ['buildah', 'gcc']) needProgram(context, program)
    mkdirSync(directory)
    writeFileSync(join(directory, 'tools.c'), TOOLS)
    execFileSync('gcc', ['-static', '-O1', '-s', '-o', join(directory, 'tools'), join(directory, 'tools.c')])
    const tools = execFileSync('cat', [join(directory, 'tools')])
    const user = { uid: 1000, gid: 50 }
    const app = await image('app', {
      layers: [
        {
          tar: await new LayerBuilder()
            .file('bin/sh', tools, { mode: 0o755 })
            .hardlink('bin/mkdir', 'bin/sh', { mode: 0o755 })
            .hardlink('bin/ln', 'bin/sh', { mode: 0o755 })
            .directory('app', { ...user, mode: 0o750 })
            .file('app/main', 'main', { ...user, mode: 0o4755 })
            .symlink('app/alias', 'main', user)
            .directory('app/data', { ...user, mode: 0o700 })
            .file("app/data/it's $HOME", 'odd', { ...user, mode: 0o600 })
            .file('opt/o dd/it\'s $HOME "q"', 'odder')
            .symlink('usr/local/bin/app', '../../../app/main')
            .file('lib/libz.so.1.2', 'zlib', { mode: 0o755 })
            .symlink('lib/libz.so.1', 'libz.so.1.2')
            .directory('tmp', { mode: 0o1777 })
            .directory('srv/own', { uid: 7, gid: 8, mode: 0o2770 })
            .build(),
        },
      ],
      config: {
        Entrypoint: ['/app/main', '$HOME', "it's"],
        Cmd: [],
        Env: ['PATH=/bin', 'ODD=a "quoted" $VALUE \\ it\'s'],
        User: '1000:50',
        WorkingDir: '/app/data',
        Labels: { 'an odd "label"': '$x' },
        ExposedPorts: { '80/tcp': {} },
        Volumes: { '/a b': {} },
        StopSignal: 'SIGINT',
      },
    })
    const base = await image('base', {
      layers: [
        {
          tar: await new LayerBuilder()
            .directory('usr/lib')
            .symlink('lib', 'usr/lib')
            .file('usr/local/bin/other', 'other')
            .directory('tmp', { mode: 0o755 })
            .build(),
        },
      ],
      config: { Entrypoint: ['/base'], Cmd: ['of base'], User: '65532', Env: ['PATH=/elsewhere'] },
    })
    const request = requestOf(app, base, {
      roots: ['/app', '/opt/o dd/it\'s $HOME "q"', '/usr/local/bin/app'],
      additions: ['/lib/libz.so.1', '/tmp', '/srv/own'],
    })
    expect(planDockerfile(request)).toMatchObject({ notCovered: [], notes: [] })
    const result = await built(request)
    const wanted = [...app.tree.nodes()].filter(({ path }) =>
      /^\/(?:app|opt|usr\/local\/bin\/|tmp|srv\/own)/.test(path),
    )
    expect(wanted.length).toBeGreaterThan(8)
    for (const node of wanted) expect(described(result.tree.get(node.path))).toEqual(described(node))
    expect(described(result.tree.get('/usr/lib/libz.so.1'))).toMatchObject({ type: 'file', mode: 0o755 })
    expect(result.tree.get('/lib')).toMatchObject({ type: 'symlink', linkTarget: 'usr/lib' })
    expect(result.tree.get('/usr/local/bin/other')).toBeDefined()
    const { labels, env, ...config } = result.config.config
    const { labels: ownLabels, env: ownEnv, ...own } = app.config.config
    expect(config).toEqual(own)
    expect(labels).toMatchObject(ownLabels)
    expect([...env].sort()).toEqual([...ownEnv].sort())
  }, 60_000)
})

function requestOf(
  app: ImageInventory,
  base: ImageInventory,
  { roots, additions }: { readonly roots: readonly string[]; readonly additions: readonly string[] },
): PlanRequest {
  const shared = ({ source, reference, descriptor, tree, config, os }: ImageInventory) => {
    return { source, reference, digest: descriptor?.digest ?? null, tree, config: config.config, os }
  }
  const fileAt = (path: string): PlanFile => ({ path, from: path, package: null, bytes: 0 })
  return {
    app: { ...shared(app), libc: app.libc },
    base: shared(base),
    platform: app.config.platform,
    roots,
    additions: additions.map(fileAt),
    closure: [],
    user: null,
    unknown: [],
    chiselRelease: null,
  }
}

/** What has to be the same, whatever made it. */
function described(node: TreeNode | undefined): unknown {
  if (node === undefined) return undefined
  const { path, type, mode, uid, gid, linkTarget, sha256 } = node
  return type === 'symlink' ? { path, type, linkTarget } : { path, type, mode, uid, gid, sha256 }
}
