import { describe, expect, test } from 'vitest'
import { parseImageMap, planImages, UsageError } from '../../src/index.ts'
import { parseManifest } from '../../src/kubernetes/parse-manifest.ts'

/** The plan of pods of these images each; `arch` at the end of one is asked for of its nodes. */
function plan(pods: readonly (readonly string[])[], options: Parameters<typeof planImages>[1] = {}) {
  const text = pods.map((images) => {
    const [arch] = images.filter((image) => image.startsWith('arch='))
    const containers = images.filter((image) => image !== arch).map((image, index) => ({ name: `c${index}`, image }))
    const nodeSelector = arch === undefined ? {} : { 'kubernetes.io/arch': arch.slice(5) }
    return JSON.stringify({ kind: 'Pod', metadata: { name: 'p' }, spec: { containers, nodeSelector } })
  })
  return planImages(parseManifest(text.join('\n---\n'), 'm.yaml').workloads, options)
}

describe('the images of workloads', () => {
  test('are planned once each, in the order in which they are first needed', () => {
    const { images, pods } = plan([
      ['b:1', 'a', 'docker.io/library/a:latest'],
      ['a:latest', 'c:1', 'b:1'],
    ])
    expect(images.map(({ label, reference }) => [label, reference])).toEqual([
      ['b:1', 'docker://docker.io/library/b:1'],
      ['a', 'docker://docker.io/library/a:latest'],
      ['c:1', 'docker://docker.io/library/c:1'],
    ])
    expect(pods.map((pod) => pod.images)).toEqual([
      [0, 1, 1],
      [1, 2, 0],
    ])
  })

  test('never are paths or have schemes, whatever they look like', () => {
    const { images } = plan([['oci:dir', 'rootfs:x', 'src']])
    expect(images.every(({ reference }) => reference.startsWith('docker://docker.io/library/'))).toBe(true)
  })

  test('are asked of engines by their names in full', () => {
    const { images } = plan([['oci:dir', `a@sha256:${'0'.repeat(64)}`]], { source: 'auto' })
    expect(images.map(({ reference }) => reference)).toEqual([
      'docker.io/library/oci:dir',
      `docker.io/library/a@sha256:${'0'.repeat(64)}`,
    ])
  })

  test('are for the architecture of nodes, and that which a pod asks for goes before', () => {
    const { images } = plan([['a:1'], ['a:1', 'arch=s390x']], { nodeArchitecture: 'aarch64' })
    expect(images.map(({ label, platform }) => [label, platform])).toEqual([
      ['a:1 linux/arm64', 'linux/arm64'],
      ['a:1 linux/s390x', 'linux/s390x'],
    ])
    expect(plan([['a:1']]).images[0]).not.toHaveProperty('platform')
  })

  test('are one where a pod asks for what this machine is', () => {
    const here = plan([['a:1', 'arch=s390x'], ['a:1']]).images[1]!.platform!
    expect(plan([['a:1'], ['a:1', `arch=${here.slice('linux/'.length)}`]]).images).toHaveLength(1)
  })

  test('are read from where the map says', () => {
    const map = parseImageMap(['example.com/a:1=oci:dir', 'b=oci:b'])
    const { images } = plan([['example.com/a:1', 'library/b', 'c']], { map })
    expect(images.map(({ reference }) => reference)).toEqual([
      'oci:dir',
      'oci:b',
      'docker://docker.io/library/c:latest',
    ])
  })

  test('are not planned where what is asked for cannot be meant', () => {
    expect(() => plan([['a']], { nodeArchitecture: 'a b' })).toThrow('"a b" is no architecture of nodes')
    expect(() => plan([['a', 'arch=x/y/z']])).toThrow('"x/y/z" is no architecture of nodes')
    expect(() => plan([['a']], { map: parseImageMap(['b=oci:b']) })).toThrow(
      '--map names docker.io/library/b:latest, which no container needs; there is docker.io/library/a:latest.',
    )
    const many = Array.from({ length: 2001 }, (_, index) => [`i${index}`])
    expect(() => plan(many)).toThrow('At most 2000 images are read, and 2001 are named')
  })

  test.each(['b', '=oci:b', 'b=', 'b=nope://x', 'B b=oci:b'])('--map %s is refused', (entry) => {
    expect(() => parseImageMap([entry])).toThrow(UsageError)
  })

  test('a name is mapped once', () => {
    expect(() => parseImageMap(['a=oci:b', 'a:latest=oci:c'])).toThrow('--map names docker.io/library/a:latest twice.')
  })
})
