import { describe, expect, test } from 'vitest'
import { UnavailableError } from '../../src/index.ts'
import { KubectlAnswer } from '../../src/kubernetes/kubectl-answer.ts'
import { parseManifest, parseObjects } from '../../src/kubernetes/parse-manifest.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const OTHER = `sha256:${'b'.repeat(64)}`

/** A pod as `kubectl get pods -o json` has it. */
function pod(
  name: string,
  { owner = 'web-1', phase = 'Running', imageID = '', namespace = 'shop', image = 'app:1' } = {},
) {
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(owner !== '' && { ownerReferences: [{ kind: 'ReplicaSet', name: owner }] }),
    },
    spec: { containers: [{ name: 'app', image }], volumes: [{ name: 'v', image: { reference: 'v:1' } }] },
    status: {
      phase,
      containerStatuses: [
        { name: 'app', imageID },
        { name: 'v', imageID: `v@${OTHER}` },
      ],
    },
  }
}

const runningPods = (answer: string) => parseObjects(new KubectlAnswer(answer), 'kubectl')
const listOf = (items: readonly object[]): string => JSON.stringify({ kind: 'List', items })
const read = (...items: readonly object[]) => runningPods(listOf(items))

describe('pods that run', () => {
  test('are one workload where they are alike', () => {
    const { workloads } = read(pod('a'), pod('b'), pod('c', { owner: 'db' }), pod('d', { namespace: 'x' }), pod('e'))
    expect(workloads.map(({ name, namespace, count }) => [name, namespace, count])).toEqual([
      ['a', 'shop', 3],
      ['c', 'shop', 1],
      ['d', 'x', 1],
    ])
    expect(workloads[0]!.pod).toEqual({ by: 'name', name: 'a' })
  })

  test('of no owner are like no other', () => {
    expect(read(pod('a', { owner: '' }), pod('b', { owner: '' })).workloads).toHaveLength(2)
  })

  test.each([
    [`docker.io/library/app@${DIGEST}`, `docker.io/library/app@${DIGEST}`],
    [`docker-pullable://example.com/app@${DIGEST}`, `example.com/app@${DIGEST}`],
    [DIGEST, 'docker.io/library/app:1'],
    [`docker://${DIGEST}`, 'docker.io/library/app:1'],
    ['', 'docker.io/library/app:1'],
    ['no@name', 'docker.io/library/app:1'],
  ])('are known by what runs (%s), or else by what was asked for', (imageID, reference) => {
    const [{ containers }] = read(pod('a', { imageID })).workloads as [ReturnType<typeof read>['workloads'][number]]
    expect(containers.map((container) => container.reference)).toEqual(['docker.io/library/v:1', reference])
  })

  test('of one tag and two images are not alike', () => {
    const ids = [DIGEST, OTHER, DIGEST].map((digest) => `app@${digest}`)
    const { workloads } = read(...ids.map((imageID, index) => pod(`p${index}`, { imageID })))
    expect(workloads.map(({ count }) => count)).toEqual([2, 1])
  })

  test('are read from a file as they are from a cluster', () => {
    const pods = [pod('a'), pod('b'), pod('c', { phase: 'Failed' })]
    const { workloads, notes } = parseManifest(listOf(pods), 'pods.json')
    expect(workloads.map(({ name, count, origin }) => [name, count, origin])).toEqual([['a', 2, 'pods.json:1:25']])
    expect(notes).toEqual(['1 pod that came to an end is left aside.'])
  })

  test('have not come to an end', () => {
    const { workloads, notes } = read(
      pod('a', { phase: 'Succeeded' }),
      pod('b', { phase: 'Failed' }),
      pod('c', { phase: 'Pending' }),
    )
    expect(workloads.map(({ name }) => name)).toEqual(['c'])
    expect(notes).toEqual(['2 pods that came to an end are left aside.'])
  })
})

describe('an answer that is none', () => {
  test('is said to be no JSON', () => {
    expect(() => runningPods('nope')).toThrow(UnavailableError)
  })

  test.each([
    ['{}', 'kubectl: this is no manifest: '],
    ['{"kind": "List", "items": [5]}', 'kubectl: items[0]: this is no manifest: '],
    [
      JSON.stringify({ kind: 'List', items: [pod('a', { image: 'A b' })] }),
      'kubectl: items[0].spec.containers[0].image: "A b" is not an image name',
    ],
  ])('is refused by where it is wrong: %s', (answer, message) => {
    expect(() => runningPods(answer)).toThrow(message)
  })
})
