import { DEFAULT_PATH } from '../../oci/config.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { Underground } from '../dockerfile/ground.ts'
import { writeDockerfile } from '../dockerfile/write-dockerfile.ts'
import { leftToCopy, named } from '../left-to-copy.ts'
import { lookedUp } from '../looked-up.ts'
import type { NotCovered, Plan } from '../plan.ts'
import type { PlanFile, PlanRequest } from '../plan-request.ts'
import { apkoArchitecture, apkoConfiguration } from './configuration.ts'
import { type ApkDistribution, apkDistribution } from './distribution.ts'
import { packageFor } from './package-names.ts'

const IMAGE = 'app-os:latest'
const ARCHIVE = 'app-os.tar'
/** What apko sets where the configuration does not. */
const APKO_ENVIRONMENT: ReadonlyMap<string, string> = new Map([
  ['PATH', DEFAULT_PATH],
  ['SSL_CERT_FILE', '/etc/ssl/certs/ca-certificates.crt'],
])

/**
 * An apko.yaml with the packages of Alpine or Wolfi that have what the app needs, and a Dockerfile that puts the app into what
 * apko builds, which itself takes nothing but packages. Null unless the base is made of such packages or, for `scratch`, the app,
 * and where the app needs none.
 */
export function planApko(request: PlanRequest): Plan | null {
  const { app, base, closure } = request
  const distribution = apkDistribution(base === null ? app.os : base.os)
  if (distribution === null) return null
  const { packages, provided, directories, uncovered } = sort(closure, request, distribution)
  if (packages.length === 0) return null
  const linkAt = linksOf((base ?? app).tree)
  const architecture = apkoArchitecture(request.platform)
  const written = writeDockerfile({
    ...request,
    additions: uncovered,
    base: {
      image: { name: `${IMAGE}-${architecture.replace('/', '_')}`, buildOptions: [], notes: [] },
      config: {
        ...app.config,
        env: withApkoEnvironment(app.config.env),
        exposedPorts: [],
        labels: {},
        healthcheck: null,
        shell: null,
      },
      onto: (path) => provided.get(path) ?? linkAt(path),
      instructions: [],
      hasUser: true,
    },
  })
  return {
    kind: 'apko',
    title: `apko.yaml for ${distribution.title}`,
    parts: [
      { file: 'apko.yaml', text: apkoConfiguration({ ...request, distribution, packages, directories }) },
      { file: null, text: `apko build apko.yaml ${IMAGE} ${ARCHIVE}\ndocker load --input ${ARCHIVE}\n` },
      { file: 'Dockerfile', text: written.text },
    ],
    notCovered: [
      ...appFiles(request),
      ...leftToCopy('Nothing says which package has', uncovered),
      ...written.notCovered,
      ...request.unknown,
    ],
    notes: [...providesNote(packages), ...written.notes],
  }
}

/** What packages bring, what apko makes itself, and what is left to copy. */
interface Sorted {
  readonly packages: readonly string[]
  /** What they bring, by its path, as the app's image has it. */
  readonly provided: ReadonlyMap<string, TreeNode>
  readonly directories: ReadonlyMap<string, TreeNode>
  readonly uncovered: readonly PlanFile[]
}

function sort(closure: readonly PlanFile[], { app }: PlanRequest, distribution: ApkDistribution): Sorted {
  const packages = new Set<string>()
  const provided = new Map<string, TreeNode>()
  const directories = new Map<string, TreeNode>()
  const uncovered: PlanFile[] = []
  for (const file of lookedUp(closure, app.tree)) {
    const node = app.tree.resolve(file.from)
    const isLink = app.tree.resolveParent(file.from)?.type === 'symlink'
    const found = packageFor(file, app, distribution)
    if (found !== undefined) {
      packages.add(found)
      if (node !== undefined) provided.set(file.path, node)
    } else if (node?.type !== 'directory') uncovered.push(file)
    else if (!isLink) directories.set(file.path, node)
    // else a symlink to a directory, such as /lib: the distribution lays its own directories out
  }
  return { packages: [...packages].sort(), provided, directories, uncovered }
}

/** The symlinks between directories that a tree of the distribution has, by which files land where it keeps its own. */
function linksOf(tree: SquashedTree<unknown>): Underground {
  return (path) => {
    const node = tree.get(path)
    return node?.type === 'symlink' && tree.resolve(path)?.type === 'directory' ? node : undefined
  }
}

function withApkoEnvironment(env: readonly string[]): readonly string[] {
  const names = new Set(env.map((variable) => variable.split('=', 1)[0]!))
  const added = [...APKO_ENVIRONMENT].filter(([name]) => !names.has(name))
  return [...env, ...added.map(([name, value]) => `${name}=${value}`)]
}

function appFiles({ roots }: PlanRequest): NotCovered[] {
  if (roots.length === 0) return []
  const what = `The app's own ${named(roots)}: no package has them, so the Dockerfile copies them; melange could make one.`
  return [{ what, paths: roots }]
}

function providesNote(packages: readonly string[]): string[] {
  const example = packages.find((name) => name.includes(':'))
  if (example === undefined) return []
  return [
    `Names such as ${example} are what apk packages provide; where the repositories have no such thing, apko says so, and the ` +
      'file has to be copied instead.',
  ]
}
