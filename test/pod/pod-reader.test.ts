import { beforeAll, describe, expect, test } from 'vitest'
import type { PodDocument, PodSection } from '../../src/index.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { layoutOf, type MadeLayer, podOf, podsOf, programLayer, systemLayer } from '../support/pods.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const START = { Entrypoint: ['/hello'] }
let program: MadeLayer
const images: Record<string, string> = {}

const extra = (name: string, bytes: number): MadeLayer => ({
  files: { [`srv/${name}`]: `${name} `.repeat(bytes / 4) },
  createdBy: `COPY ${name} /srv/ # buildkit`,
})

beforeAll(async () => {
  program = await programLayer()
  const debian = systemLayer('debian', 40_000)
  const alpine = systemLayer('alpine', 10_000)
  const config = { config: START }
  images['a:1'] = await layoutOf(scratch, [debian, program, extra('aaa', 4000)], config)
  images['b:1'] = await layoutOf(scratch, [debian, program, extra('bbb', 8000)], { config: { ...START, User: '7' } })
  images['c:1'] = await layoutOf(scratch, [alpine, program], { config: { ...START, User: '1000:1000' } })
  images['shell:1'] = await layoutOf(
    scratch,
    [{ ...alpine, files: { ...alpine.files, 'bin/sh': '#!' } }, program],
    config,
  )
  images['named:1'] = await layoutOf(scratch, [alpine, program], { config: { ...START, User: 'web' } })
  images['lone:1'] = await layoutOf(scratch, [program], config)
})

/** What is said of a pod of these images. */
async function only(
  manifest: object,
  ...names: readonly string[]
): Promise<{ pod: PodSection; document: PodDocument }> {
  const document = await podsOf(manifest, Object.fromEntries(names.map((name) => [name, images[name]!])), scratch)
  return { pod: document.pods[0]!, document }
}

function sizes({ images: [...all] }: PodDocument): number[] {
  return all.map(({ size }) => size.compressedBytes)
}

describe('what a fresh node pulls', () => {
  test('is each layer once, whichever containers share it', async () => {
    const { pod, document } = await only(podOf({ x: 'a:1', y: 'b:1', z: 'a:1' }), 'a:1', 'b:1')
    const [a, b] = document.images
    const [base, own] = a!.layers
    const together = [...a!.layers, b!.layers[2]!]
    const compressedBytes = together.reduce((sum, layer) => sum + layer.compressedBytes, 0)
    expect(pod.together.compressedBytes).toBe(compressedBytes)
    expect(pod.together.layerBytes).toBe(together.reduce((sum, layer) => sum + layer.fileBytes, 0))
    expect(pod.separate.compressedBytes).toBe(sizes(document)[0]! + sizes(document)[1]!)
    expect(pod.containers.map(({ imageIndex, adds }) => [imageIndex, adds!.compressedBytes])).toEqual([
      [0, a!.size.compressedBytes],
      [1, b!.layers[2]!.compressedBytes],
      [0, 0],
    ])
    expect(pod.shared).toEqual(
      [base!, own!].map(({ digest, compressedBytes: bytes }) => ({ digest, compressedBytes: bytes, images: [0, 1] })),
    )
  })

  test('is nothing for an image that is never pulled, which takes its place all the same', async () => {
    const manifest = podOf({ x: 'a:1' })
    const { pod, document } = await only(
      { ...manifest, spec: { containers: [{ name: 'x', image: 'a:1', imagePullPolicy: 'Never' }] } },
      'a:1',
    )
    const layerBytes = document.images[0]!.size.layerBytes
    expect([pod.together, pod.separate, document.node.together]).toEqual(
      Array.from({ length: 3 }, () => ({ compressedBytes: 0, layerBytes })),
    )
    expect(pod.warnings[0]).toMatch(/^The image of x is never pulled/)
  })

  test('for all pods is each layer once, and each image is told of once', async () => {
    const list = { kind: 'List', items: [podOf({ x: 'a:1' }), podOf({ x: 'b:1', y: 'c:1' }), podOf({ y: 'a:1' })] }
    const document = await podsOf(
      list,
      { 'a:1': images['a:1']!, 'b:1': images['b:1']!, 'c:1': images['c:1']! },
      scratch,
    )
    const { pod } = await only(podOf({ x: 'a:1', y: 'b:1', z: 'c:1' }), 'a:1', 'b:1', 'c:1')
    expect(document.node).toEqual({ separate: pod.separate, together: pod.together })
    expect(document.images.map(({ reference }) => reference)).toEqual(['a:1', 'b:1', 'c:1'].map((name) => images[name]))
    expect(document.pods.map(({ containers }) => containers.map(({ imageIndex }) => imageIndex))).toEqual([
      [0],
      [1, 2],
      [0],
    ])
  })
})

describe('one base for all', () => {
  test('is the smallest on which all would start', async () => {
    const { pod, document } = await only(podOf({ x: 'a:1', y: 'b:1', z: 'c:1' }), 'a:1', 'b:1', 'c:1')
    const [debian] = document.images[0]!.layers
    expect(pod.oneBase).toMatchObject({
      outcome: 'saves',
      bases: [
        { image: 0, layers: 1, family: 'debian', compressedBytes: debian!.compressedBytes },
        { image: 1, layers: 1 },
        { image: 2, layers: 1, family: 'alpine' },
      ],
      unknown: [],
      saves: {
        image: 2,
        compressedBytes: debian!.compressedBytes,
        fits: [
          { image: 0, verdict: 'fits', addBytes: 0 },
          { image: 1, verdict: 'fits', addBytes: 0 },
        ],
      },
    })
  })

  test('saves what a node would take less, were the images built so', async () => {
    const before = await only(podOf({ x: 'a:1', z: 'c:1' }), 'a:1', 'c:1')
    const alpine = systemLayer('alpine', 10_000)
    const rebuilt = await layoutOf(scratch, [alpine, program, extra('aaa', 4000)], { config: START })
    const after = await podsOf(podOf({ x: 'a:1', z: 'c:1' }), { 'a:1': rebuilt, 'c:1': images['c:1']! }, scratch)
    const { saves } = before.pod.oneBase
    const { together } = after.pods[0]!
    expect(saves).toMatchObject({
      compressedBytes: before.pod.together.compressedBytes - together.compressedBytes,
      layerBytes: before.pod.together.layerBytes - together.layerBytes,
    })
  })

  test.each([
    [['a:1', 'b:1'], '2 images stand on the same base.'],
    [['a:1', 'lone:1'], 'a:1 alone stands on a base that can be told.'],
    [['lone:1'], 'No image stands on a base that can be told.'],
  ])('is there already: %j', async (names, says) => {
    const { pod } = await only(podOf(Object.fromEntries(names.map((name, index) => [`c${index}`, name]))), ...names)
    expect(pod.oneBase).toMatchObject({ outcome: 'one', says, saves: null })
  })

  test('is none of another C library', async () => {
    const webapp = `oci:${committedLayout('webapp')}`
    const musl = {
      files: { 'lib/ld-musl-x86_64.so.1': '\x7fELF musl libc (x86_64)\nVersion 1.2.5\n' },
      createdBy: 'RUN x',
    }
    const other = await layoutOf(scratch, [systemLayer('alpine', 1000), musl, program], { config: START })
    const named = { 'web:1': webapp, 'musl:1': other, 'c:1': images['c:1']! }
    const oneBaseOf = async (...names: readonly (keyof typeof named)[]) => {
      const containers = Object.fromEntries(names.map((name) => [name.slice(0, -2), name]))
      const chosen = Object.fromEntries(names.map((name) => [name, named[name]]))
      return (await podsOf(podOf(containers), chosen, scratch)).pods[0]!.oneBase
    }
    expect(await oneBaseOf('web:1', 'musl:1')).toMatchObject({
      outcome: 'none',
      says: expect.stringMatching(
        /^None would do for all: web:1 is made for glibc, and the base of musl:1 \(alpine\) has /,
      ),
      saves: null,
    })
    // what has no need of any may stand on the larger one
    expect(await oneBaseOf('web:1', 'c:1')).toMatchObject({
      outcome: 'saves',
      saves: { image: 0, fits: [{ image: 1 }] },
    })
  })
})

describe('a container', () => {
  test('runs as the manifest says, or else as its image does', async () => {
    const containers = [
      { name: 'image', image: 'a:1' },
      { name: 'manifest', image: 'a:1', securityContext: { runAsUser: 7 } },
      { name: 'root', image: 'c:1', securityContext: { runAsUser: 0 } },
      { name: 'named', image: 'named:1' },
    ]
    const { pod } = await only(podOf({}, { containers }), 'a:1', 'c:1', 'named:1')
    expect(pod.containers.map(({ user, runsAsRoot }) => [user, runsAsRoot])).toEqual([
      ['', true],
      ['7', false],
      ['0', true],
      ['web', false],
    ])
    expect(pod.warnings).toEqual([])
  })

  test('that may not run as root is warned of where a kubelet would refuse it', async () => {
    const containers = ['a:1', 'named:1', 'c:1'].map((image) => ({ name: image.slice(0, -2), image }))
    const manifest = podOf({}, { containers, securityContext: { runAsNonRoot: true } })
    const { pod } = await only(manifest, 'a:1', 'named:1', 'c:1')
    expect(pod.warnings).toEqual([
      'a would not start: runAsNonRoot is set, and it would run as root.',
      'named would not start: runAsNonRoot is set, and its image names its user (web) without a number, which a kubelet cannot check.',
    ])
  })

  test('without a shell is told how to look into, where it goes on running', async () => {
    const manifest = podOf(
      { main: 'a:1', shell: 'shell:1' },
      {
        initContainers: [
          { name: 'init', image: 'a:1' },
          { name: 'side', image: 'a:1', restartPolicy: 'Always' },
        ],
        ephemeralContainers: [{ name: 'dbg', image: 'a:1' }],
        volumes: [{ name: 'v', image: { reference: 'a:1' } }],
      },
    )
    const { pod } = await only(manifest, 'a:1', 'shell:1')
    expect(pod.containers.map(({ name, debug }) => [name, debug?.command])).toEqual([
      ['v', undefined],
      ['init', undefined],
      ['side', 'kubectl debug -it p --image=docker.io/library/busybox:1.37-musl --target=side'],
      ['main', 'kubectl debug -it p --image=docker.io/library/busybox:1.37-musl --target=main'],
      ['shell', undefined],
      ['dbg', undefined],
    ])
  })
})
