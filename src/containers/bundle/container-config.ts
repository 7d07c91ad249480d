import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../errors.ts'
import { type RuntimeConfig, runtimeConfig } from '../../extract/bundle/runtime-config.ts'
import type { AccountFiles } from '../../extract/bundle/user.ts'
import type { ImageConfig } from '../../oci/config.ts'
import type { ContainerRequest } from '../runtime.ts'

type Mount = RuntimeConfig['mounts'][number]

/** What engines put into every container, so that servers find the names that they listen on. */
const HOSTS = '127.0.0.1 localhost imgpeek\n::1 localhost\n'

/**
 * What root may do in containers of Podman (containers.conf(5), `default_capabilities`): servers that start as root and then become
 * another user need as much, and `runc spec` does not give it.
 */
const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_NET_BIND_SERVICE',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
]

/**
 * The configuration of a container that runs what is wanted of an image, from `rootfs` in the bundle's directory: what the image
 * says, the privileges that engines give, and what they add for names (`/etc/hosts`).
 * @param directory the bundle's, where files for the container are put
 * @throws {UsageError} when there is no command; {UnavailableError} when the image's user is not in its accounts
 */
export function containerConfig(
  image: ImageConfig,
  accounts: AccountFiles,
  directory: string,
  { command, network }: ContainerRequest,
): RuntimeConfig {
  const { entrypoint, cmd } = image.config
  const args = command ?? [...entrypoint, ...cmd]
  if (args.length === 0) throw new UsageError('The image names no command; name one to run.')
  const config = runtimeConfig(image, accounts, rootless())
  const namespaces = config.linux.namespaces.filter(({ type }) => type !== 'network')
  return {
    ...config,
    process: { ...config.process, args, capabilities: capabilitiesOf(config.process.user.uid) },
    mounts: [...config.mounts, hosts(directory), ...(network ? [RESOLVER] : [])],
    linux: { ...config.linux, namespaces: network ? namespaces : [...namespaces, { type: 'network' }] },
  }
}

/** Another user than root has none of them, but may come to them as root does. */
function capabilitiesOf(uid: number): RuntimeConfig['process']['capabilities'] {
  const own = uid === 0 ? CAPABILITIES : []
  return { bounding: CAPABILITIES, effective: own, permitted: own, ambient: [] }
}

/** Who starts containers, where that is not root. */
function rootless(): { readonly uid: number; readonly gid: number } | null {
  const [uid, gid] = [process.geteuid?.() ?? 0, process.getegid?.() ?? 0]
  return uid === 0 ? null : { uid, gid }
}

function hosts(directory: string): Mount {
  const source = join(directory, 'hosts')
  writeFileSync(source, HOSTS, { mode: 0o644 })
  return { destination: '/etc/hosts', type: 'bind', source, options: ['bind', 'ro'] }
}

/** With this machine's network goes its way to find names. */
const RESOLVER: Mount = {
  destination: '/etc/resolv.conf',
  type: 'bind',
  source: '/etc/resolv.conf',
  options: ['bind', 'ro'],
}
