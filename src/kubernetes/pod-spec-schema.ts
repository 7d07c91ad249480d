import { z } from 'zod'

/** What is read of a pod's spec (kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec). */
export const podSpecSchema = z.looseObject(
  {
    containers: containers('containers'),
    initContainers: containers('initContainers').nullish(),
    ephemeralContainers: containers('ephemeralContainers').nullish(),
    volumes: z
      .array(
        z.looseObject({
          name: text('the name of a volume'),
          image: z
            .looseObject({
              reference: text('the reference of an image volume').nullish(),
              pullPolicy: policy().nullish(),
            })
            .nullish(),
        }),
        'volumes is a list',
      )
      .nullish(),
    securityContext: securityContext().nullish(),
    nodeSelector: z.record(z.string(), z.unknown(), 'nodeSelector is a map of labels').nullish(),
    os: z.looseObject({ name: text('the name of an operating system').nullish() }).nullish(),
  },
  'the spec of a pod is a map',
)

/** See `podSpecSchema`. */
export type PodSpec = z.output<typeof podSpecSchema>
/** One of its containers. */
export type ContainerSpec = PodSpec['containers'][number]

/** What is read of any object. */
export const objectSchema = z.looseObject(
  {
    kind: text('kind'),
    metadata: z
      .looseObject({
        name: text('the name of an object').nullish(),
        generateName: text('generateName').nullish(),
        namespace: text('the namespace of an object').nullish(),
      })
      .nullish(),
  },
  'an object of Kubernetes is a map',
)

/** Labels, where they are nothing but texts. */
export const labelsSchema = z.record(z.string(), z.string())

function containers(name: string) {
  const container = z.looseObject(
    {
      name: text('the name of a container'),
      image: text('the image of a container').nullish(),
      imagePullPolicy: policy().nullish(),
      restartPolicy: z.string('the restartPolicy of a container is text').nullish(),
      securityContext: securityContext().nullish(),
    },
    'a container is a map with a name and an image',
  )
  return z.array(container, `${name} is a list of containers`)
}

function securityContext() {
  return z.looseObject(
    {
      runAsUser: z.int('runAsUser is a number').nullish(),
      runAsNonRoot: z.boolean('runAsNonRoot is true or false').nullish(),
    },
    'a securityContext is a map',
  )
}

function policy() {
  return z.enum(['Always', 'IfNotPresent', 'Never'], 'an imagePullPolicy is Always, IfNotPresent or Never')
}

function text(what: string) {
  return z.string({
    error: ({ input }) => (input === undefined ? `${what} is missing` : `${what} is text; put it in quotes`),
  })
}
