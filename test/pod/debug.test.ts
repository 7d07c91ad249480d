import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitApp, type ImageInventory, readImage, tryBase, type Workload } from '../../src/index.ts'
import { parseManifest } from '../../src/kubernetes/parse-manifest.ts'
import { debugCommand } from '../../src/pod/debug-command.ts'
import { debugImage } from '../../src/pod/debug-image.ts'
import { commandLines } from '../../src/report/pod/command-lines.ts'

/** Where ../shared/images/make-images.sh built images; without it there is nothing to try. */
const IMAGES = process.env.IMGPEEK_IMAGES

describe('the debug image', () => {
  test.each([
    ['glibc', '2.41', 'amd64', 'busybox:1.37-glibc'],
    ['glibc', '2.38', 'amd64', 'busybox:1.37-glibc'],
    ['glibc', '2.36', 'amd64', 'busybox:1.37-musl'],
    ['glibc', null, 'amd64', 'busybox:1.37-musl'],
    ['glibc', '2.41', 'mips64le', 'busybox:1.37-glibc'],
    ['musl', '1.2.5', 'amd64', 'busybox:1.37-musl'],
    ['uclibc', null, 'arm64', 'busybox:1.37-uclibc'],
    ['none', null, 'arm64', 'busybox:1.37-musl'],
    ['none', null, 'mips64le', 'busybox:1.37-uclibc'],
    ['uclibc', null, 's390x', 'busybox:1.37-musl'],
    ['bionic', null, 'arm64', 'busybox:1.37-musl'],
  ] as const)('for %s %s on %s is %s', (family, version, architecture, image) => {
    expect(debugImage({ family, version }, architecture)).toBe(`docker.io/library/${image}`)
  })

  test('is none where none is published', () => {
    expect(debugImage({ family: 'glibc', version: '2.41' }, 'loong64')).toBeNull()
    expect(debugImage({ family: 'none', version: null }, 'wasm')).toBeNull()
  })

  test.for([
    'distroless-base',
    'distroless-cc',
    'distroless-static',
    'scratch-go',
    'scratch-dynamic',
    'chisel-openssl',
  ])('for %s has a shell that would start there, too', async (name, context) => {
    if (IMAGES === undefined) context.skip('IMGPEEK_IMAGES does not name the real images')
    const read = (image: string): Promise<ImageInventory> =>
      readImage(`oci:${join(IMAGES!, image)}`, { platform: 'linux/amd64', cache: false, env: {} })
    const target = await read(name)
    const [, build] = /-(\w+)$/.exec(debugImage(target.libc, 'amd64')!)!
    const debug = await read(`busybox-${build}`)
    const { verdict, reasons } = tryBase(fitApp(debug, { appLayers: [0] }), target, { label: '' })
    expect([verdict, reasons]).toEqual(['fits', []])
  })
})

/** The arguments that a shell gives to the commands of a line, where `kubectl get` and `docker compose ps` answer `found`. */
function argumentsIn(line: string): string[] {
  const script = `
    kubectl() { if [ "$1" = get ]; then shift; for a in "$@"; do printf 'get:%s\\037' "$a" >&2; done; echo found; echo other
      else for a in "$@"; do printf '%s\\037' "$a" >&2; done; fi; }
    docker() { if [ "$1" = compose ]; then shift; for a in "$@"; do printf 'get:%s\\037' "$a" >&2; done; echo found
      else for a in "$@"; do printf '%s\\037' "$a" >&2; done; fi; }
    ${line}`
  const { stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  expect(status).toBe(0)
  return stderr.split('\x1f').slice(0, -1)
}

/** A workload that is found in this way, with a container of this name. */
function workload(pod: Workload['pod'], name: string, namespace: string | null): Workload {
  const [made] = parseManifest(
    'kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: a}]}',
    'm',
  ).workloads
  return { ...made!, pod, namespace, containers: [{ ...made!.containers[0]!, name }] }
}

const name = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((text) => text.trim() === text)

describe('the command', () => {
  const commandOf = (made: Workload) => debugCommand(made, made.containers[0]!, 'docker.io/library/busybox:1.37-musl')
  const IMAGE = '--image=docker.io/library/busybox:1.37-musl'

  test('names the pod', () => {
    fc.assert(
      fc.property(name, name, fc.option(name), (pod, container, namespace) => {
        const command = commandOf(workload({ by: 'name', name: pod }, container, namespace))
        const within = namespace === null ? [] : ['-n', namespace]
        expect(argumentsIn(command)).toEqual(['debug', '-it', ...within, pod, IMAGE, `--target=${container}`])
      }),
      { numRuns: 30 },
    )
  })

  test('finds the pod by its labels', () => {
    fc.assert(
      fc.property(name, name, (labels, container) => {
        const asked = ['pods', '-n', 'n', '-l', labels, '-o', 'name'].map((argument) => `get:${argument}`)
        const ran = ['debug', '-it', '-n', 'n', 'found', IMAGE, `--target=${container}`]
        const command = commandOf(workload({ by: 'labels', labels }, container, 'n'))
        expect(argumentsIn(command)).toEqual([...asked, ...ran])
      }),
      { numRuns: 30 },
    )
  })

  test('leaves room for a name that cannot be told', () => {
    expect(commandOf(workload({ by: 'nothing' }, 'a', null))).toBe(`kubectl debug -it POD ${IMAGE} --target=a`)
  })

  test('is docker run for Compose', () => {
    const service = argumentsIn(commandOf(workload({ by: 'service' }, "it's", null)))
    const asked = ['get:ps', 'get:-q', "get:it's"]
    const shared = ['--pid=container:found', '--network=container:found']
    const ran = ['run', '-it', '--rm', ...shared, IMAGE.slice('--image='.length)]
    expect(service).toEqual([...asked, ...asked, ...ran])
  })

  test('is the same in several lines', () => {
    for (const pod of [
      { by: 'labels', labels: "a='b',c=d" },
      { by: 'name', name: 'p q' },
      { by: 'service' },
    ] as const) {
      const command = commandOf(workload(pod, "it's $(x)", 'n'))
      const lines = commandLines(command, 40)
      expect(lines.length).toBeGreaterThan(1)
      expect(argumentsIn(lines.join('\n'))).toEqual(argumentsIn(command))
      expect(commandLines(command, 1000)).toEqual([command])
    }
  })
})
