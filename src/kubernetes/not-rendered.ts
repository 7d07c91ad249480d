import { basename } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { formatRegistryReference, parseRegistryReference } from '../reference.ts'
import type { YamlPath } from '../yaml/yaml-text.ts'
import type { Located } from './located.ts'

/** What stands in a template of Helm's, or of Go's in general. */
const HELM = '{{'
/** The same, told from what else has two braces; comments are no reason to refuse anything. */
const ACTION = /^\s*[^#\s].*?\{\{-?\s*[\w.$"(/]|^\s*\{\{-?\s*[\w.$"(/]/
/** A variable that Compose or envsubst replaces; `$$` is a dollar sign. */
const VARIABLE = /(?<!\$)\$(?:\{|[A-Za-z_])/
const KUSTOMIZATION = /^kustomization(?:\.ya?ml)?$/i
const KUSTOMIZE_API = /^kustomize\.config\.k8s\.io\//
/** Files of a chart that are no templates. */
const CHART_FILE = /^(?:Chart|values[\w.-]*)\.ya?ml$/

const HELM_ADVICE = 'this is a template of Helm; render it first, as in helm template RELEASE CHART | imgpeek pod -f -'
const KUSTOMIZE_ADVICE =
  'this is a kustomization, which says how manifests are made; render it first, as in kubectl kustomize DIR | imgpeek pod -f -'

/**
 * Does what reads a file, and says of a template that it is one, rather than what is wrong with it as a manifest.
 * @param isWhole whether a template anywhere in the file is to blame; otherwise only one on the line that the error names
 * @throws {UsageError} what `read` throws, or that it is a template
 */
export function readingTemplates<Result>(text: string, file: string, isWhole: boolean, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const lines = text.split('\n')
    const named = Number(/^:(\d+):/.exec(error.message.slice(file.length))?.[1] ?? 0) - 1
    const line = isWhole ? lines.findIndex((candidate) => ACTION.test(candidate)) : named
    if (!ACTION.test(lines[line] ?? '')) throw error
    throw new UsageError(`${file}:${line + 1}:${lines[line]!.indexOf(HELM) + 1}: ${HELM_ADVICE}.`)
  }
}

/** Refuses a kustomization, which is no manifest. @throws {UsageError} */
export function refuseKustomization(document: Located, file: string): void {
  const { kind, apiVersion } = Object(document.content()) as { readonly kind?: unknown; readonly apiVersion?: unknown }
  const isNamedSo = KUSTOMIZATION.test(basename(file)) && kind === undefined
  if (isNamedSo || (typeof apiVersion === 'string' && KUSTOMIZE_API.test(apiVersion))) {
    throw document.refuse([], KUSTOMIZE_ADVICE)
  }
}

/** What to say of a document that is neither an object of Kubernetes nor a Compose file. */
export function noManifest(file: string): string {
  if (CHART_FILE.test(basename(file)))
    return `this belongs to a chart of Helm and has no pods; ${HELM_ADVICE.split('; ')[1]}`
  return 'this is no manifest: an object of Kubernetes has a kind, and a Compose file has services'
}

/**
 * The image that a manifest names, as a registry's name in full. No name in a manifest is a path or has a scheme.
 * @throws {UsageError} when it is none, or was not filled in
 */
export function imageName(image: string, document: Located, path: YamlPath): string {
  if (image.includes(HELM)) throw document.refuse(path, HELM_ADVICE)
  if (VARIABLE.test(image)) {
    throw document.refuse(
      path,
      `"${image}" has a variable in it; fill it in first, as with envsubst or docker compose config`,
    )
  }
  try {
    return formatRegistryReference(parseRegistryReference(image))
  } catch (error) {
    throw document.refuse(path, messageOf(error).replace(/\.$/, ''))
  }
}
