import { UsageError } from '../../errors.ts'
import type { ContainerdChannel } from './channel.ts'

/** Where containerd's own tools look unless they are told otherwise. */
const DEFAULT_NAMESPACE = 'default'

/** What may be a namespace's name (github.com/containerd/containerd, identifiers/validate.go). */
const NAMESPACE = /^(?=.{1,76}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/

/** What `[NAMESPACE/]REF` says. */
export interface NamespacedName {
  readonly namespace: string
  /** Whether it stands in the name. */
  readonly isNamed: boolean
  readonly name: string
}

/**
 * The namespaces that there are, sorted.
 * @throws {ContainerdError} when containerd does not say; {InterruptedError} when the signal fires.
 */
export async function listNamespaces(channel: ContainerdChannel, signal?: AbortSignal): Promise<string[]> {
  const { namespaces } = await channel.call('namespaces.v1.Namespaces/List', {}, { signal })
  return namespaces.map(({ name }) => name).sort()
}

/**
 * The namespace that is meant where a name has none: `CONTAINERD_NAMESPACE`, which ctr and nerdctl heed too, or `default`.
 * @throws {UsageError} when no namespace can be called so.
 */
export function usualNamespace(env: Readonly<Record<string, string | undefined>>): string {
  const namespace = env.CONTAINERD_NAMESPACE || DEFAULT_NAMESPACE
  if (NAMESPACE.test(namespace)) return namespace
  throw new UsageError(
    `CONTAINERD_NAMESPACE is ${JSON.stringify(namespace.slice(0, 100))}, which is no name of a namespace.`,
  )
}

/**
 * Reads `[NAMESPACE/]REF`. What stands before the first slash is a namespace where there is one of that name, and else the beginning
 * of the image's name.
 * @param existing the namespaces that there are
 * @param usual the one that is meant where none is named
 */
export function splitNamespace(text: string, existing: readonly string[], usual: string): NamespacedName {
  const slash = text.indexOf('/')
  const first = text.slice(0, Math.max(slash, 0))
  const isThere = first === usual || first === DEFAULT_NAMESPACE || existing.includes(first)
  const isNamed = isThere && slash > 0 && slash < text.length - 1
  return isNamed
    ? { namespace: first, isNamed, name: text.slice(slash + 1) }
    : { namespace: usual, isNamed, name: text }
}
