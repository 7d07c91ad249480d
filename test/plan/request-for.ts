import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig } from '../../src/oci/config.ts'
import type { PlanBase, PlanFile, PlanRequest } from '../../src/plan/plan-request.ts'
import { type LayerFile, treeOf } from '../support/tree-of.ts'

/** What an image has, in one layer: absolute paths to files. */
type Files = Readonly<Record<string, LayerFile>>

/** What may be said of a request; the rest is what an app of no distribution, on nothing, comes to. */
export interface RequestParts extends Partial<Omit<PlanRequest, 'app' | 'base' | 'additions' | 'closure'>> {
  readonly files: Files
  readonly config?: Partial<ExecutionConfig>
  readonly app?: Partial<PlanRequest['app']>
  /** What the base has; none for `scratch`. */
  readonly base?: Files
  readonly baseConfig?: Partial<ExecutionConfig>
  readonly baseOs?: PlanBase['os']
  /** Paths, or files. */
  readonly additions?: readonly (string | PlanFile)[]
  readonly closure?: readonly (string | PlanFile)[]
}

/** A request for a plan. */
export function requestFor(parts: RequestParts): PlanRequest {
  const { files, config, app, base, baseConfig, baseOs = null, additions = [], closure = [], ...rest } = parts
  return {
    platform: { os: 'linux', architecture: 'amd64' },
    roots: [],
    user: null,
    unknown: [],
    chiselRelease: null,
    ...rest,
    app: {
      reference: 'docker.io/library/app:1.0',
      source: 'registry',
      digest: null,
      tree: treeOf([files]),
      config: { ...EMPTY_EXECUTION_CONFIG, ...config },
      os: null,
      libc: { family: 'glibc', version: '2.36', loader: '/lib64/ld-linux-x86-64.so.2' },
      ...app,
    },
    base:
      base === undefined
        ? null
        : {
            reference: 'docker.io/library/base:2.0',
            source: 'registry',
            digest: null,
            tree: treeOf([base]),
            config: { ...EMPTY_EXECUTION_CONFIG, ...baseConfig },
            os: baseOs,
          },
    additions: additions.map(asFile),
    closure: closure.map(asFile),
  }
}

function asFile(file: string | PlanFile): PlanFile {
  return typeof file === 'string' ? { path: file, from: file, package: null, bytes: 0 } : file
}
