import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { parsePlatform } from '../oci/platform.ts'
import type { Located } from './located.ts'
import { imageName } from './not-rendered.ts'
import type { PullPolicy, Workload, WorkloadContainer } from './workload.ts'

const text = (what: string) => z.string(`${what} is text; put it in quotes`)

/** What is read of a Compose file (compose-spec.io). */
const composeSchema = z.looseObject({
  name: text('the name of a project').nullish(),
  services: z.record(
    z.string(),
    z.looseObject(
      {
        image: text('the image of a service').nullish(),
        build: z.unknown().optional(),
        extends: z.unknown().optional(),
        platform: text('the platform of a service').nullish(),
        pull_policy: text('the pull_policy of a service').nullish(),
        user: z.union([z.string(), z.int()], 'the user of a service is text').nullish(),
        container_name: text('the container_name of a service').nullish(),
      },
      'a service is a map',
    ),
    'services is a map',
  ),
})

/** Whether a document is a Compose file: it has services, and no kind. */
export function isCompose(content: unknown): boolean {
  const { kind, services } = Object(content) as { readonly kind?: unknown; readonly services?: unknown }
  return kind === undefined && typeof services === 'object' && services !== null && !Array.isArray(services)
}

/**
 * The project of a Compose file as one workload, because one machine runs all of it, and what is not pulled for it, a sentence
 * each.
 * @throws {UsageError} when it is not what Compose takes
 */
export function composeWorkload(
  document: Located,
  file: string,
): { readonly workload: Workload; readonly notes: readonly string[] } {
  const { name, services } = document.check(composeSchema)
  const notes: string[] = []
  const containers = Object.entries(services).flatMap(([service, options]): WorkloadContainer[] => {
    const path = ['services', service]
    const { image, build, platform, pull_policy: policy, user, container_name: containerName } = options
    if (options.extends !== undefined) {
      throw document.refuse(
        [...path, 'extends'],
        `the service ${service} extends another; docker compose config puts them together`,
      )
    }
    const isBuilt = policy === 'build' || (build !== undefined && !policy)
    if (isBuilt || !image) {
      notes.push(
        isBuilt || build !== undefined
          ? `The service ${service} is built, not pulled, and left aside.`
          : `The service ${service} has no image and is left aside.`,
      )
      return []
    }
    const at = [...path, 'image']
    refuseUnlessPlatform(platform ?? null, document, [...path, 'platform'])
    return [
      {
        name: service,
        kind: 'container',
        image,
        reference: imageName(image, document, at),
        platform: platform ?? null,
        pullPolicy: pullPolicyOf(policy ?? null),
        user: user === null || user === undefined ? null : String(user),
        nonRoot: false,
        containerName: containerName ?? null,
        origin: document.positionOf(at),
      },
    ]
  })
  const workload: Workload = {
    kind: 'Compose',
    namespace: null,
    name: name || basename(dirname(resolve(file))),
    path: null,
    origin: document.positionOf([]),
    count: 1,
    architecture: null,
    pod: { by: 'service' },
    containers,
  }
  return { workload, notes }
}

/** `always`, `never`, `missing`, `if_not_present`, `daily`, `weekly`, `every_DURATION`: only one of them never pulls. */
function pullPolicyOf(policy: string | null): PullPolicy {
  return policy === 'never' ? 'Never' : policy === 'always' ? 'Always' : 'IfNotPresent'
}

function refuseUnlessPlatform(platform: string | null, document: Located, path: readonly string[]): void {
  if (platform === null) return
  try {
    parsePlatform(platform)
  } catch (error) {
    throw document.refuse(path, messageOf(error).replace(/\.$/, ''))
  }
}
