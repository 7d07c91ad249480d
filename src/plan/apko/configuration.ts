import { normalizePlatform, type Platform } from '../../oci/platform.ts'
import { commandLine } from '../../report/shell-words.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { PlanRequest, PlanUser } from '../plan-request.ts'
import type { ApkDistribution } from './distribution.ts'
import { Octal, type Yaml, yamlText } from './yaml-text.ts'

/** What an apko.yaml is written from. */
interface ApkoOrder extends Pick<PlanRequest, 'app' | 'platform' | 'user'> {
  readonly distribution: ApkDistribution
  /** Names, or what apk knows packages by that provide it. */
  readonly packages: readonly string[]
  /** Directories to make, as the app's image has them. */
  readonly directories: ReadonlyMap<string, TreeNode>
}

/** An apko.yaml (github.com/chainguard-dev/apko, pkg/build/types/schema.json). Commands are split as a shell splits words. */
export function apkoConfiguration({ app, platform, user, distribution, packages, directories }: ApkoOrder): string {
  const { config } = app
  const text = (args: readonly string[]): string | undefined => (args.length === 0 ? undefined : commandLine(args))
  return yamlText({
    contents: { repositories: distribution.repositories, keyring: distribution.keyring, packages },
    entrypoint: { command: text(config.entrypoint) },
    cmd: text(config.cmd),
    'work-dir': config.workingDir || undefined,
    accounts: accountsOf(config.user, user),
    environment: Object.fromEntries(config.env.map(assignment)),
    paths: [...directories].map(([path, { uid, gid, mode }]) => {
      return { path, type: 'directory', uid, gid, permissions: new Octal(mode & 0o7777) }
    }),
    'stop-signal': config.stopSignal ?? undefined,
    volumes: config.volumes,
    archs: [apkoArchitecture(platform)],
  })
}

/** Root is there anyway; so is nobody, by the distributions' own passwd. */
function accountsOf(wanted: string, user: PlanUser | null): Yaml | undefined {
  if (wanted === '') return undefined
  if (user === null || user.uid === 0 || user.uid === NOBODY) return { 'run-as': wanted }
  const name = user.name ?? 'app'
  return {
    groups: [{ groupname: name, gid: user.gid }],
    users: [{ username: name, uid: user.uid, gid: user.gid, homedir: user.home ?? undefined }],
    'run-as': name,
  }
}

const NOBODY = 65534

function assignment(variable: string): [name: string, value: string] {
  const equals = variable.indexOf('=')
  return equals === -1 ? [variable, ''] : [variable.slice(0, equals), variable.slice(equals + 1)]
}

/** GOARCH, with the variant where there are several. */
export function apkoArchitecture(platform: Platform): string {
  const { architecture, variant } = normalizePlatform(platform)
  return architecture === 'arm' && variant !== undefined ? `arm/${variant}` : architecture
}
