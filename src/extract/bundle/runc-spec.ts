import type { RuntimeConfig } from './runtime-config.ts'

const CAPABILITIES = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE']

/** What `runc spec` (1.1) writes for a container that root starts, where an image has no say in it. */
export const ROOT_SPEC = {
  ociVersion: '1.0.2',
  capabilities: {
    bounding: CAPABILITIES,
    effective: CAPABILITIES,
    permitted: CAPABILITIES,
    ambient: CAPABILITIES,
  },
  rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }],
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    {
      destination: '/dev/shm',
      type: 'tmpfs',
      source: 'shm',
      options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'],
    },
  ],
  linux: {
    resources: { devices: [{ allow: false, access: 'rwm' }] },
    namespaces: [{ type: 'pid' }, { type: 'network' }, { type: 'ipc' }, { type: 'uts' }, { type: 'mount' }],
    maskedPaths: [
      '/proc/acpi',
      '/proc/asound',
      '/proc/kcore',
      '/proc/keys',
      '/proc/latency_stats',
      '/proc/timer_list',
      '/proc/timer_stats',
      '/proc/sched_debug',
      '/sys/firmware',
      '/proc/scsi',
    ],
    readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
  },
} satisfies Partial<RuntimeConfig> & Pick<RuntimeConfig['process'], 'capabilities' | 'rlimits'>

/** The same as `runc spec --rootless` writes it for a user who is root inside the container only. */
export function rootlessSpec(user: {
  readonly uid: number
  readonly gid: number
}): Pick<RuntimeConfig, 'mounts' | 'linux'> {
  const { resources: _, namespaces, ...linux } = ROOT_SPEC.linux
  return {
    mounts: ROOT_SPEC.mounts.map(rootlessMount),
    linux: {
      ...linux,
      uidMappings: [{ containerID: 0, hostID: user.uid, size: 1 }],
      gidMappings: [{ containerID: 0, hostID: user.gid, size: 1 }],
      // without root there is nobody to connect a network of its own
      namespaces: [...namespaces.filter(({ type }) => type !== 'network'), { type: 'user' }],
    },
  }
}

function rootlessMount(mount: RuntimeConfig['mounts'][number]): RuntimeConfig['mounts'][number] {
  if (mount.destination === '/sys') {
    return { ...mount, type: 'none', source: '/sys', options: ['rbind', ...(mount.options ?? [])] }
  }
  const { options } = mount
  return options === undefined ? mount : { ...mount, options: options.filter((option) => option !== 'gid=5') }
}
