import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { LayoutBuilder, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { hostPlatform } from '../../src/oci/platform.ts'
import { imgpeek } from '../cli/imgpeek.ts'
import { noise } from '../support/noise.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { startDockerd } from './support/dockerd.ts'
import { startKubernetesApi } from './support/kubernetes-api.ts'
import { listen } from './support/listening-server.ts'
import { push } from './support/push.ts'

const scratch = temporaryDirectory()
let layout: LayoutBuilder
let images: Readonly<Record<'app' | 'proxy' | 'log', WrittenDescriptor>>

beforeAll(async () => {
  layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
  const base = await new LayerBuilder()
    .file('etc/os-release', 'ID=debian\n')
    .file('usr/base', noise(60_000, 'base'))
    .build()
  const own = async (name: string, bytes: number) => new LayerBuilder().file(`srv/${name}`, noise(bytes, name)).build()
  const image = (architecture: string, ...tars: readonly Buffer[]) =>
    layout.image({ architecture, layers: tars.map((tar) => ({ tar })) })
  const forBoth = async (name: string, bytes: number): Promise<WrittenDescriptor> => {
    const manifests = await Promise.all(
      ['amd64', 'arm64'].map(async (architecture) => ({
        ...image(architecture, base, await own(`${name}-${architecture}`, bytes)),
        platform: { os: 'linux', architecture },
      })),
    )
    return layout.nestedIndex(manifests)
  }
  images = {
    app: await forBoth('app', 20_000),
    proxy: await forBoth('proxy', 10_000),
    log: image('amd64', await own('log', 5000)),
  }
})

/** The architecture of this machine, which is what an engine pulls. */
const HERE = hostPlatform(process.arch).architecture

/** What an engine answers on its socket. */
async function getJson(socketPath: string, path: string): Promise<unknown> {
  const [answer] = (await once(httpRequest({ socketPath, path }).end(), 'response')) as [IncomingMessage]
  return json(answer)
}

/** A registry with the images, and a proxy before it that knows what was asked for. */
async function setUp(context: TestContext) {
  needProgram(context, 'docker-registry')
  await using resources = new AsyncDisposableStack()
  const { host } = resources.use(await startDockerRegistry())
  for (const [name, image] of Object.entries(images)) await push(layout, image, `${host}/shop/${name}`, '1.0')
  const blobs: string[] = []
  const [, port] = host.split(':')
  const proxy = resources.use(
    await listen(
      createServer((request, response) => {
        const { method = '', url: path = '', headers } = request
        if (method === 'GET' && path.includes('/blobs/')) blobs.push(path.split('/blobs/')[1]!)
        request.pipe(
          httpRequest({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
            response.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(response)
          }),
        )
      }),
    ),
  )
  const kept = resources.move()
  const registry = `127.0.0.1:${proxy.port}`
  const directory = mkdtempSync(join(scratch, 'run-'))
  const env = { XDG_CACHE_HOME: join(directory, 'cache') }
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    imgpeek([...args, '--plain-http'], { env: { ...env, ...more }, cwd: directory })
  const pods = (more: object = {}) => [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'one', namespace: 'shop', ownerReferences: [{ kind: 'ReplicaSet', name: 'one-1' }] },
      spec: {
        initContainers: [{ name: 'setup', image: `${registry}/shop/app:1.0` }],
        containers: [
          { name: 'app', image: `${registry}/shop/app:1.0` },
          { name: 'proxy', image: `${registry}/shop/proxy:1.0` },
        ],
        ...more,
      },
    },
  ]
  const manifest = (more?: object): string => {
    const file = join(directory, 'pods.json')
    writeFileSync(file, JSON.stringify({ kind: 'List', items: pods(more) }))
    return file
  }
  return { registry, blobs, run, pods, manifest, directory, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** The layers of an image for a platform, as the registry stores them. */
function layersOf(name: 'app' | 'proxy', architecture: string): readonly WrittenDescriptor[] {
  const { manifests } = JSON.parse(String(layout.read(images[name].digest))) as { manifests: WrittenDescriptor[] }
  const { digest } = manifests.find(({ platform }) => platform?.architecture === architecture)!
  return (JSON.parse(String(layout.read(digest))) as { layers: WrittenDescriptor[] }).layers
}

describe('of images in a registry', () => {
  test('each layer is fetched once, and a node takes what the registry stores of them', async (context) => {
    await using setting = await setUp(context)
    const { code, stdout, stderr } = await setting.run([
      'pod',
      '-f',
      setting.manifest(),
      '--json',
      '--node-arch',
      'amd64',
    ])
    expect([code, stderr]).toEqual([0, ''])
    const { pods, node } = JSON.parse(stdout)
    const layers = [...layersOf('app', 'amd64'), layersOf('proxy', 'amd64')[1]!]
    const compressedBytes = layers.reduce((sum, { size }) => sum + size, 0)
    expect([pods[0].together.compressedBytes, node.together.compressedBytes]).toEqual([
      compressedBytes,
      compressedBytes,
    ])
    const digests = layers.map(({ digest }) => digest)
    expect(setting.blobs.filter((digest) => digests.includes(digest)).sort()).toEqual(digests.sort())
  })

  test('what is unpacked is what Docker keeps, which had nothing before', async (context) => {
    for (const program of ['dockerd', 'docker']) needProgram(context, program)
    await using setting = await setUp(context)
    await using dockerd = await startDockerd()
    need(context, dockerd !== null, 'dockerd does not start here')
    // the same layer on two bases is one blob, and unpacked twice
    const own = await new LayerBuilder().file('srv/own', noise(7000, 'own')).build()
    const [below, above] = await Promise.all(
      ['lower', 'upper'].map((name) => new LayerBuilder().file(name, name).build()),
    )
    const stacks = [
      [below!, own],
      [above!, own],
      [below!, own, above!],
    ]
    for (const [index, tars] of stacks.entries()) {
      const image = layout.image({ architecture: HERE, layers: tars.map((tar) => ({ tar })) })
      await push(layout, image, `${setting.registry}/shop/stack`, String(index))
    }
    const names = ['app:1.0', 'proxy:1.0', ...stacks.map((_, index) => `stack:${index}`)]
    const containers = names.map((name, index) => ({ name: `c${index}`, image: `${setting.registry}/shop/${name}` }))
    const file = setting.manifest({ containers })
    const { stdout } = await setting.run(['pod', '-f', file, '--json', '--node-arch', HERE])
    for (const { image } of containers) await dockerd!.docker('pull', '--quiet', image)
    const kept = (await getJson(dockerd!.host.slice('unix://'.length), '/system/df')) as { readonly LayersSize: number }
    expect(JSON.parse(stdout).pods[0].together.layerBytes).toBe(kept.LayersSize)
  })

  test('that of the architecture of the nodes is taken, which a pod may ask for', async (context) => {
    await using setting = await setUp(context)
    const digestsFor = async (args: readonly string[], more?: object) => {
      const { stdout } = await setting.run(['pod', '-f', setting.manifest(more), '--json', ...args])
      return JSON.parse(stdout).images.map(({ layers }: { layers: { digest: string }[] }) => layers[1]!.digest)
    }
    const arm = [layersOf('app', 'arm64')[1]!.digest, layersOf('proxy', 'arm64')[1]!.digest]
    expect(await digestsFor(['--node-arch', 'arm64'])).toEqual(arm)
    expect(await digestsFor(['--node-arch', 'amd64'], { nodeSelector: { 'kubernetes.io/arch': 'arm64' } })).toEqual(arm)
  })

  test('one without that architecture ends with 3, named with its place', async (context) => {
    await using setting = await setUp(context)
    const { registry } = setting
    const file = setting.manifest({ ephemeralContainers: [{ name: 'log', image: `${registry}/shop/log:1.0` }] })
    const { code, stdout, stderr } = await setting.run(['pod', '-f', file, '--node-arch', 'arm64'])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(
      /^imgpeek: \S+pods\.json:1:\d+: log:1\.0 has no image for nodes of linux\/arm64; it has linux\/amd64\.\n$/,
    )
    const gone = await setting.run(['pod', '-f', file, '--node-arch', 'arm64', '--keep-going', '--json'])
    const { leftOut, pods } = JSON.parse(gone.stdout)
    expect([gone.code, leftOut.length, pods[0].containers.at(-1).imageIndex]).toEqual([3, 1, null])
  })

  test('a gate judges every one of a manifest', async (context) => {
    await using setting = await setUp(context)
    const args = [
      'gate',
      '-f',
      setting.manifest(),
      '--no-config',
      '--max-compressed-size',
      '75kB',
      '--platform',
      'linux/arm64',
    ]
    const { code, stdout, stderr } = await setting.run([...args, '--json'])
    expect(stderr).toBe('')
    const { images: gated, verdict, depth } = JSON.parse(stdout)
    expect([code, verdict, depth]).toEqual([1, 'fail', 'manifest'])
    expect(gated.map(({ label, verdict: of }: { label: string; verdict: string }) => [label, of])).toEqual([
      ['app', 'fail'],
      ['proxy', 'pass'],
    ])
    // no layer is needed for that
    expect(setting.blobs).toEqual([])
  })
})

describe('in a cluster', () => {
  test('pods that run are read by kubectl, by the digests that run', async (context) => {
    needProgram(context, 'kubectl')
    await using setting = await setUp(context)
    const [pod] = setting.pods()
    const { digest } = images.log
    const status = {
      phase: 'Running',
      // the tag was moved since
      containerStatuses: [{ name: 'app', imageID: `${setting.registry}/shop/log@${digest}` }],
    }
    const other = { ...pod, metadata: { name: 'other', namespace: 'other' }, status: { phase: 'Running' } }
    const all = [{ ...pod!, status }, { ...pod!, metadata: { ...pod!.metadata, name: 'two' }, status }, other]
    await using api = await startKubernetesApi(setting.directory, all)
    const env = { KUBECONFIG: api.kubeconfig }

    const { code, stdout, stderr } = await setting.run(['pod', '--cluster', '--json', '--node-arch', 'amd64'], env)
    expect([code, stderr]).toEqual([0, ''])
    const { pods, images: read } = JSON.parse(stdout)
    expect(pods.map(({ name, namespace, count }: Record<string, unknown>) => [name, namespace, count])).toEqual([
      ['one', 'shop', 2],
    ])
    expect(read.map(({ reference }: { reference: string }) => reference)).toContain(
      `${setting.registry}/shop/log@${digest}`,
    )

    const page = await setting.run(['pod', '--cluster', '-A', '--context', 'here'], env)
    expect(page.stdout).toMatch(/^Pod shop\/one, and 1 like it +kubectl: items\[0\]\n/)
    expect(page.stdout).toContain('\nPod other/other ')
    expect((await setting.run(['pod', '--cluster', '-n', 'other', '--json'], env)).stdout).toContain('"name": "other"')
    expect(api.asked).toEqual(['/api/v1/namespaces/shop/pods', '/api/v1/pods', '/api/v1/namespaces/other/pods'])

    const none = await setting.run(['pod', '--cluster', '-n', 'empty'], env)
    expect([none.code, none.stderr]).toEqual([3, 'imgpeek: No pod runs in the namespace empty.\n'])
    const nowhere = await setting.run(['pod', '--cluster', '--context', 'nowhere'], env)
    expect([nowhere.code, nowhere.stderr]).toEqual([
      3,
      expect.stringMatching(/^imgpeek: kubectl cannot say which pods run: .*refused.*\n$/),
    ])
  })

  test('what kubectl says of a refusal is said on', async (context) => {
    needProgram(context, 'kubectl')
    const directory = mkdtempSync(join(scratch, 'cluster-'))
    const message = 'pods is forbidden: User "me" cannot list resource "pods"'
    await using api = await startKubernetesApi(directory, [], (response) => {
      response.writeHead(403).end(
        JSON.stringify({
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          message,
          reason: 'Forbidden',
          code: 403,
        }),
      )
      return true
    })
    const { code, stderr } = await imgpeek(['pod', '--cluster'], { env: { KUBECONFIG: api.kubeconfig } })
    expect([code, stderr]).toEqual([3, expect.stringContaining('cannot list resource "pods"')])
  })
})
