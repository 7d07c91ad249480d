import { DEFAULT_PATH, type ExecutionConfig, type ImageConfig } from '../../oci/config.ts'
import { normalisePath } from '../../rootfs/path.ts'
import { ROOT_SPEC, rootlessSpec } from './runc-spec.ts'
import { type AccountFiles, type ProcessUser, resolveUser } from './user.ts'

/** What a runtime starts a container from (OCI runtime specification, config.md and config-linux.md); the part used here. */
export interface RuntimeConfig {
  readonly ociVersion: string
  readonly process: {
    readonly terminal: boolean
    readonly user: ProcessUser
    readonly args: readonly string[]
    readonly env: readonly string[]
    readonly cwd: string
    readonly capabilities: Readonly<Record<'bounding' | 'effective' | 'permitted' | 'ambient', readonly string[]>>
    readonly rlimits: readonly { readonly type: string; readonly hard: number; readonly soft: number }[]
    readonly noNewPrivileges: boolean
  }
  readonly root: { readonly path: string; readonly readonly: boolean }
  readonly hostname: string
  readonly mounts: readonly {
    readonly destination: string
    readonly type: string
    readonly source: string
    readonly options?: readonly string[]
  }[]
  readonly annotations: Readonly<Record<string, string>>
  readonly linux: {
    readonly resources?: { readonly devices: readonly { readonly allow: boolean; readonly access: string }[] }
    readonly uidMappings?: readonly IdMapping[]
    readonly gidMappings?: readonly IdMapping[]
    readonly namespaces: readonly { readonly type: string }[]
    readonly maskedPaths: readonly string[]
    readonly readonlyPaths: readonly string[]
  }
}

interface IdMapping {
  readonly containerID: number
  readonly hostID: number
  readonly size: number
}

const ANNOTATION = 'org.opencontainers.image'

/**
 * The configuration of a container of the image (OCI image specification, conversion.md), with what `runc spec` gives where
 * the image has no say: but writable, as an image expects its filesystem to be, and without a terminal, which not every
 * place that starts containers has. Volumes get no mount: a bundle's filesystem is nobody else's.
 * @param accounts the image's passwd and group files
 * @param rootless who starts the container, where that is not root
 * @throws {UnavailableError} when the image's user is not in its accounts.
 */
export function runtimeConfig(
  image: ImageConfig,
  accounts: AccountFiles,
  rootless: { readonly uid: number; readonly gid: number } | null,
): RuntimeConfig {
  const { config } = image
  const { capabilities, rlimits, mounts, linux } = ROOT_SPEC
  const args = [...config.entrypoint, ...config.cmd]
  const user = resolveUser(config.user, accounts)
  return {
    ociVersion: ROOT_SPEC.ociVersion,
    process: {
      terminal: false,
      // nobody but the one who starts it is mapped into a rootless container
      user: rootless === null ? user : { uid: 0, gid: 0 },
      args: args.length === 0 ? ['sh'] : args,
      env: config.env.some((variable) => variable.startsWith('PATH='))
        ? config.env
        : [`PATH=${DEFAULT_PATH}`, ...config.env],
      cwd: normalisePath(config.workingDir).path,
      capabilities,
      rlimits,
      noNewPrivileges: true,
    },
    root: { path: 'rootfs', readonly: false },
    hostname: 'imgpeek',
    ...(rootless === null ? { mounts, linux } : rootlessSpec(rootless)),
    annotations: annotations(image, config),
  }
}

/** Labels win over what is derived from other fields (conversion.md, "Annotation Fields"). */
function annotations({ platform, author, created }: ImageConfig, config: ExecutionConfig): Record<string, string> {
  const derived: readonly (readonly [string, string | null | undefined])[] = [
    ['os', platform.os],
    ['architecture', platform.architecture],
    ['variant', platform.variant],
    ['os.version', platform['os.version']],
    ['author', author],
    ['created', created],
    ['stopSignal', config.stopSignal],
    ['exposedPorts', config.exposedPorts.join(',')],
  ]
  const given = derived.flatMap(([name, value]) => (value ? [[`${ANNOTATION}.${name}`, value] as const] : []))
  return { ...Object.fromEntries(given), ...config.labels }
}
