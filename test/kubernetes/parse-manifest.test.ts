import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/index.ts'
import { parseManifest } from '../../src/kubernetes/parse-manifest.ts'

const POD_SPEC = '{containers: [{name: a, image: "a:1"}]}'

/** `kind container image` of all containers of all workloads. */
function containersIn(text: string): string[] {
  return parseManifest(text, 'm.yaml').workloads.flatMap(({ containers }) =>
    containers.map(({ kind, name, image }) => `${kind} ${name} ${image}`),
  )
}

describe('whatever makes pods is found', () => {
  test.each([
    ['Pod', `spec: ${POD_SPEC}`],
    ['PodTemplate', `template: {spec: ${POD_SPEC}}`],
    ['Deployment', `spec: {template: {spec: ${POD_SPEC}}}`],
    ['ReplicaSet', `spec: {template: {spec: ${POD_SPEC}}}`],
    ['ReplicationController', `spec: {template: {spec: ${POD_SPEC}}}`],
    ['StatefulSet', `spec: {template: {spec: ${POD_SPEC}}, volumeClaimTemplates: [{spec: {}}]}`],
    ['DaemonSet', `spec: {template: {spec: ${POD_SPEC}}}`],
    ['Job', `spec: {template: {spec: ${POD_SPEC}}}`],
    ['CronJob', `spec: {jobTemplate: {spec: {template: {spec: ${POD_SPEC}}}}}`],
    ['Rollout', `spec: {template: {spec: ${POD_SPEC}}}`],
  ])('%s', (kind, rest) => {
    const { workloads, others } = parseManifest(`kind: ${kind}\nmetadata: {name: x, namespace: n}\n${rest}\n`, 'm.yaml')
    expect(workloads).toMatchObject([
      {
        kind,
        name: 'x',
        namespace: 'n',
        path: null,
        origin: 'm.yaml:1:1',
        containers: [{ kind: 'container', name: 'a', image: 'a:1', reference: 'docker.io/library/a:1' }],
      },
    ])
    expect(others).toEqual([])
  })

  test('several templates of one object are told apart by where they stand', () => {
    const jobs = [1, 2].map((n) => `{name: j${n}, template: {spec: {template: {spec: ${POD_SPEC}}}}}`).join(', ')
    const { workloads } = parseManifest(`kind: JobSet\nspec: {replicatedJobs: [${jobs}]}`, 'm.yaml')
    expect(workloads.map(({ path }) => path)).toEqual([
      'spec.replicatedJobs[0].template.spec.template',
      'spec.replicatedJobs[1].template.spec.template',
    ])
  })

  test('in any number of documents, in lists and in lists of lists, in JSON', () => {
    const pod = `{"kind": "Pod", "spec": ${POD_SPEC.replace(/(\w+):(?= |\[)/g, '"$1":').replace('"name": a', '"name": "a"')}}`
    const list = `{"kind": "List", "items": [${pod}, {"kind": "PodList", "items": [${pod}]}]}`
    expect(containersIn(list)).toHaveLength(2)
    expect(containersIn(`---\n---\n# nothing\n---\n${pod}\n---\n${list}\n`)).toHaveLength(3)
  })

  test('merge keys and anchors count, and of a key twice the last', () => {
    const text = `
kind: Pod
x: &x {image: "a:1"}
metadata: {name: a, name: b}
spec:
  containers:
    - {<<: *x, name: one}
    - {<<: *x, name: two, image: "b:1"}
`
    expect(containersIn(text)).toEqual(['container one a:1', 'container two b:1'])
    expect(parseManifest(text, 'm.yaml').workloads[0]!.name).toBe('b')
  })

  test('what has no pods is counted, and not searched where no pods are', () => {
    const text = [
      'kind: Service',
      'kind: ConfigMap\ndata: {pod: "kind: Pod"}',
      `kind: Thing\nstatus: {spec: ${POD_SPEC}}`,
      'kind: CustomResourceDefinition\nspec: {schema: {properties: {spec: {properties: {containers: {type: array}}}}}}',
      'kind: Prometheus\nspec: {containers: [{name: patched}]}',
    ].join('\n---\n')
    const { workloads, others } = parseManifest(text, 'm.yaml')
    expect([workloads, others]).toEqual([
      [],
      ['Service', 'ConfigMap', 'Thing', 'CustomResourceDefinition', 'Prometheus'],
    ])
  })
})

const ALL_SORTS = `
kind: Pod
metadata: {name: p}
spec:
  securityContext: {runAsUser: 7, runAsNonRoot: true}
  nodeSelector: {kubernetes.io/arch: arm64}
  ephemeralContainers: [{name: e, image: "e:1"}]
  containers:
    - {name: c, image: c, securityContext: {runAsUser: 0}}
    - {name: d, image: "d@sha256:${'0'.repeat(64)}", imagePullPolicy: Never}
    - {name: injected, image: auto}
    - {name: later}
  initContainers:
    - {name: i, image: "i:1"}
    - {name: s, image: "s:1", restartPolicy: Always, securityContext: {runAsNonRoot: false}}
  volumes:
    - {name: v, image: {reference: "v:1", pullPolicy: Always}}
    - {name: w, emptyDir: {}}
`

describe('of a pod', () => {
  const { workloads, notes } = parseManifest(ALL_SORTS, 'm.yaml')
  const [pod] = workloads

  test('images come in the order in which they are pulled, with what is written about them', () => {
    expect(
      pod!.containers.map(({ kind, name, pullPolicy, user, nonRoot }) => [kind, name, pullPolicy, user, nonRoot]),
    ).toEqual([
      ['volume', 'v', 'Always', null, false],
      ['init', 'i', 'IfNotPresent', '7', true],
      ['sidecar', 's', 'IfNotPresent', '7', false],
      ['container', 'c', 'Always', '0', true],
      ['container', 'd', 'Never', '7', true],
      ['ephemeral', 'e', 'IfNotPresent', '7', true],
    ])
  })

  test('what has no image yet is named', () => {
    expect(notes).toEqual(
      ['injected', 'later'].map(
        (name) => `The container ${name} of Pod/p has no image yet; what fills it in is not seen.`,
      ),
    )
  })

  test('its architecture is known, and each image by where it stands', () => {
    expect(pod!.architecture).toBe('arm64')
    expect(pod!.containers.map(({ origin }) => origin)).toContain('m.yaml:9:17')
  })

  test.each(['os: {name: windows}', 'nodeSelector: {kubernetes.io/os: windows}'])(
    'for Windows (%s) nothing is said',
    (os) => {
      const spec = POD_SPEC.replace('{', `{${os}, `)
      const {
        workloads: none,
        notes: said,
        others,
      } = parseManifest(`kind: Pod\nmetadata: {name: w}\nspec: ${spec}`, 'm.yaml')
      expect([none, said, others]).toEqual([[], ['Pod/w runs on Windows and is left aside.'], []])
    },
  )
})

describe('a pod is found by', () => {
  const podOf = (text: string) => parseManifest(text, 'm.yaml').workloads[0]!.pod
  const template = `template: {metadata: {labels: {app: web, "a.b/c": d}}, spec: ${POD_SPEC}}`
  test.each([
    ['its name', `kind: Pod\nmetadata: {name: p}\nspec: ${POD_SPEC}`, { by: 'name', name: 'p' }],
    ['its number', `kind: StatefulSet\nmetadata: {name: db}\nspec: {${template}}`, { by: 'name', name: 'db-0' }],
    [
      'the labels of its selector',
      `kind: Deployment\nspec: {selector: {matchLabels: {app: web}}, ${template}}`,
      { by: 'labels', labels: 'app=web' },
    ],
    [
      'the labels of an old selector',
      `kind: ReplicationController\nspec: {selector: {app: web}, ${template}}`,
      { by: 'labels', labels: 'app=web' },
    ],
    ['its own labels', `kind: DaemonSet\nspec: {${template}}`, { by: 'labels', labels: 'app=web,a.b/c=d' }],
    [
      'the label of its job',
      `kind: Job\nmetadata: {name: j}\nspec: {template: {spec: ${POD_SPEC}}}`,
      { by: 'labels', labels: 'job-name=j' },
    ],
    ['nothing', `kind: Pod\nmetadata: {generateName: p-}\nspec: ${POD_SPEC}`, { by: 'nothing' }],
  ])('%s', (_, text, pod) => expect(podOf(text)).toEqual(pod))
})

describe('a Compose file', () => {
  const text = `
name: shop
x-app: &app {image: app, platform: linux/arm64}
services:
  web: {<<: *app, user: "1000:1000", container_name: shop-web}
  worker: {<<: *app, user: 0, pull_policy: never}
  db: {image: "db:16", build: ., pull_policy: always}
  built: {build: ., image: "built:1"}
  nothing: {command: x}
`
  test('is one workload, whose services are containers', () => {
    const { workloads, notes } = parseManifest(text, 'dir/compose.yaml')
    expect(workloads).toMatchObject([{ kind: 'Compose', name: 'shop', pod: { by: 'service' } }])
    expect(
      workloads[0]!.containers.map(({ name, reference, platform, user, containerName, pullPolicy }) => [
        name,
        reference,
        platform,
        user,
        containerName,
        pullPolicy,
      ]),
    ).toEqual([
      ['web', 'docker.io/library/app:latest', 'linux/arm64', '1000:1000', 'shop-web', 'IfNotPresent'],
      ['worker', 'docker.io/library/app:latest', 'linux/arm64', '0', null, 'Never'],
      ['db', 'docker.io/library/db:16', null, null, null, 'Always'],
    ])
    expect(notes).toEqual([
      'The service built is built, not pulled, and left aside.',
      'The service nothing has no image and is left aside.',
    ])
  })

  test('without a name is called as its directory is', () => {
    expect(parseManifest('services: {a: {image: a}}', 'dir/compose.yaml').workloads[0]!.name).toBe('dir')
  })

  test.each([
    ['services: {a: {image: "a:$TAG"}}', '1:16: "a:$TAG" has a variable in it; fill it in first'],
    ['services: {a: {extends: b}}', '1:16: the service a extends another; docker compose config puts them together'],
    ['services: {a: {image: 5}}', '1:16: the image of a service is text; put it in quotes'],
    ['services: {a: {image: a, platform: amd64}}', '1:26: "amd64" is not a platform'],
    ['services: {a: 5}', '1:12: a service is a map'],
  ])('that is wrong (%s) is refused', (wrong, message) => {
    expect(() => parseManifest(wrong, 'c.yaml')).toThrow(`c.yaml:${message}`)
  })
})

describe('what is no manifest is refused, by file, line and column:', () => {
  test.each([
    [
      'kind: Pod\nspec: {containers: [{name: a, image: 5}]}',
      'm.yaml:2:31: the image of a container is text; put it in quotes.',
    ],
    ['kind: Pod\nspec: {containers: [{image: a}]}', 'm.yaml:2:21: the name of a container is missing.'],
    ['kind: Pod\nspec: {containers: [a, {image: a}]}', 'm.yaml:2:21: a container is a map with a name and an image.'],
    ['kind: Pod\nspec: {containers: 5}', 'm.yaml:1:1: this Pod has no list of containers with images.'],
    ['kind: Pod\nspec: {containers: [{name: a, image: "A b"}]}', 'm.yaml:2:31: "A b" is not an image name: '],
    [
      'kind: Pod\nspec: {containers: [{name: a, image: a, imagePullPolicy: no}]}',
      'm.yaml:2:41: an imagePullPolicy is ',
    ],
    ['kind: 5', 'm.yaml:1:1: kind is text; put it in quotes.'],
    [
      'replicas: 5',
      'm.yaml:1:1: this is no manifest: an object of Kubernetes has a kind, and a Compose file has services.',
    ],
    ['just text', 'm.yaml:1:1: this is no manifest: '],
    ['kind: List\nitems: [5]', 'm.yaml:2:9: this is no manifest: '],
    ['a: b: c', 'm.yaml:1:4: this is no YAML: '],
    [
      'kind: Pod\nspec: {containers: [{name: a, image: {{ .Values.image }}}]}',
      'm.yaml:2:38: this is a template of Helm; ',
    ],
    [
      'kind: Pod\nspec: {containers: [{name: a, image: "{{ .Values.image }}"}]}',
      'm.yaml:2:39: this is a template of Helm; ',
    ],
    ['# {{ a comment }}\n{{- if .Values.on }}\nkind: Pod\n{{- end }}', 'm.yaml:2:1: this is a template of Helm; '],
    [
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]',
      'm.yaml:1:1: this is a kustomization, which says how manifests are made; render it first',
    ],
    [`kind: X\na: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, /^m\.yaml:.*Maximum call stack/],
    [
      `kind: X\n${Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} 1`,
      'm.yaml:1:1: this object has more in it',
    ],
  ])('%#', (text, message) => {
    expect(() => parseManifest(text, 'm.yaml')).toThrow(UsageError)
    expect(() => parseManifest(text, 'm.yaml')).toThrow(message)
  })

  test.each([
    ['kustomization.yaml', 'resources: [a.yaml]', 'this is a kustomization'],
    ['chart/values.yaml', 'image: {tag: x}', 'this belongs to a chart of Helm and has no pods; render it first'],
  ])('%s', (file, text, message) => {
    expect(() => parseManifest(text, file)).toThrow(`${file}:1:1: ${message}`)
  })

  test('a bomb of aliases', () => {
    const line = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(', ')}]\n`
    const bomb = `kind: Pod\na: &a [x]\n${line('b', 'a')}${line('c', 'b')}${line('d', 'c')}${line('e', 'd')}${line('f', 'e')}`
    expect(() => parseManifest(bomb, 'm.yaml')).toThrow('m.yaml:1:1: this cannot be read: Excessive alias count')
  })
})

describe('properties', () => {
  const key = fc.constantFrom(
    'kind',
    'spec',
    'template',
    'containers',
    'image',
    'name',
    'items',
    'services',
    'volumes',
    'status',
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('Pod', 'List', 'a:1', '', '{{ x }}', '$x', 5, null, true),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }))

  test('of any document, either pods are told or one sentence what is wrong', () => {
    fc.assert(
      fc.property(value, (document) => {
        try {
          for (const { containers } of parseManifest(JSON.stringify(document), 'm').workloads) {
            expect(containers.every(({ reference }) => reference.includes('/'))).toBe(true)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
          expect((error as Error).message).toMatch(/^m:\d+:\d+: [^\n]+[.?]$/)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('and of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parseManifest(text, 'm')
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
