import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { listen } from './listening-server.ts'

/** Stands in for a cluster's API server: as much of its API as `kubectl get pods` asks for. kubectl itself is the real one. */
export interface KubernetesApi extends AsyncDisposable {
  /** A kubeconfig with the contexts `here` (the current one, its namespace `shop`), and `nowhere`, where nothing listens. */
  readonly kubeconfig: string
  /** The paths that were asked for, without discovery. */
  readonly asked: readonly string[]
}

/** A pod with its namespace. */
interface Pod {
  readonly metadata: { readonly namespace: string }
}

/**
 * Serves these pods.
 * @param directory where the kubeconfig goes
 * @param answer answers a request for pods in place of them, and returns true
 */
export async function startKubernetesApi(
  directory: string,
  pods: readonly Pod[],
  answer: (response: ServerResponse) => boolean = () => false,
): Promise<KubernetesApi> {
  const asked: string[] = []
  const server = await listen(
    createServer((request: IncomingMessage, response: ServerResponse) => {
      const { pathname } = new URL(request.url ?? '/', 'http://api')
      const known = DISCOVERY.get(pathname)
      response.setHeader('content-type', 'application/json')
      if (known !== undefined) {
        response.end(JSON.stringify(known))
        return
      }
      asked.push(pathname)
      if (answer(response)) return
      const [, namespace] = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods$/.exec(pathname) ?? []
      const items = pods.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
      response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }))
    }),
  )
  const kubeconfig = join(directory, 'kubeconfig.json')
  const cluster = (name: string, port: number) => ({ name, cluster: { server: `http://127.0.0.1:${port}` } })
  const context = (name: string) => ({ name, context: { cluster: name, user: 'nobody', namespace: 'shop' } })
  // JSON is YAML
  const config = {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: [cluster('here', server.port), cluster('nowhere', 1)],
    contexts: [context('here'), context('nowhere')],
    users: [{ name: 'nobody', user: {} }],
    'current-context': 'here',
  }
  await writeFile(kubeconfig, JSON.stringify(config))
  return { kubeconfig, asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const POD_RESOURCE = {
  name: 'pods',
  singularName: 'pod',
  namespaced: true,
  kind: 'Pod',
  verbs: ['get', 'list'],
  shortNames: ['po'],
}

const DISCOVERY: ReadonlyMap<string, object> = new Map<string, object>([
  // what distributions of kubectl that come in several versions ask first
  ['/version', { major: '1', minor: '32', gitVersion: 'v1.32.0' }],
  ['/api', { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }],
  ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: [] }],
  ['/api/v1', { kind: 'APIResourceList', groupVersion: 'v1', resources: [POD_RESOURCE] }],
])
