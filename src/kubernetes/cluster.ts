import { NotFoundError } from '../errors.ts'
import type { KubectlContext } from './kubectl.ts'
import { runKubectl } from './kubectl.ts'
import type { Workloads } from './workload.ts'

/** Which pods of a cluster are read. */
export interface ClusterChoice {
  /** A context of the kubeconfig; the current one unless set. */
  readonly context?: string | undefined
  /** That of the context unless set. */
  readonly namespace?: string | undefined
  readonly allNamespaces?: boolean | undefined
}

/**
 * Reads the pods that run in a cluster, by `kubectl get pods -o json`, which has the user's access to it. Pods that are alike (of one
 * owner, with the same images) are one workload.
 * @throws {UnavailableError} when kubectl is not there or refuses, {NotFoundError} when no pod runs; the signal's reason when that aborts
 */
export async function readCluster(choice: ClusterChoice, context: KubectlContext): Promise<Workloads> {
  const answer = await runKubectl(argumentsOf(choice), context)
  // yaml and zod take some 60 ms
  const [{ KubectlAnswer }, { parseObjects }] = await Promise.all([
    import('./kubectl-answer.ts'),
    import('./parse-manifest.ts'),
  ])
  const { workloads, notes } = parseObjects(new KubectlAnswer(answer), 'kubectl')
  if (workloads.length > 0) return { workloads, notes }
  const where = choice.allNamespaces
    ? 'in the cluster'
    : choice.namespace === undefined
      ? 'in the namespace of the context; name one with --namespace, or take all with --all-namespaces'
      : `in the namespace ${choice.namespace}`
  throw new NotFoundError(`No pod runs ${where}.`)
}

function argumentsOf({ context, namespace, allNamespaces = false }: ClusterChoice): string[] {
  return [
    'get',
    'pods',
    '--output=json',
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(allNamespaces ? ['--all-namespaces'] : []),
  ]
}
