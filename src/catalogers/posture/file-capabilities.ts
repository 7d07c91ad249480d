/** Linux capabilities by their bit (capabilities(7), linux/capability.h). */
const NAMES = [
  'cap_chown',
  'cap_dac_override',
  'cap_dac_read_search',
  'cap_fowner',
  'cap_fsetid',
  'cap_kill',
  'cap_setgid',
  'cap_setuid',
  'cap_setpcap',
  'cap_linux_immutable',
  'cap_net_bind_service',
  'cap_net_broadcast',
  'cap_net_admin',
  'cap_net_raw',
  'cap_ipc_lock',
  'cap_ipc_owner',
  'cap_sys_module',
  'cap_sys_rawio',
  'cap_sys_chroot',
  'cap_sys_ptrace',
  'cap_sys_pacct',
  'cap_sys_admin',
  'cap_sys_boot',
  'cap_sys_nice',
  'cap_sys_resource',
  'cap_sys_time',
  'cap_sys_tty_config',
  'cap_mknod',
  'cap_lease',
  'cap_audit_write',
  'cap_audit_control',
  'cap_setfcap',
  'cap_mac_override',
  'cap_mac_admin',
  'cap_syslog',
  'cap_wake_alarm',
  'cap_block_suspend',
  'cap_audit_read',
  'cap_perfmon',
  'cap_bpf',
  'cap_checkpoint_restore',
] as const

const REVISION_LENGTHS: Readonly<Record<number, number>> = { 1: 12, 2: 20, 3: 24 }
const EFFECTIVE_FLAG = 1

/**
 * What the extended attribute `security.capability` grants, as `getcap -n` prints it (`cap_net_raw=ep`); null where it is not a
 * `vfs_cap_data` of revision 1, 2 or 3 (linux/capability.h; all little endian).
 */
export function describeCapabilities(attribute: Uint8Array): string | null {
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.byteLength)
  if (view.byteLength < 4) return null
  const magic = view.getUint32(0, true)
  const revision = magic >>> 24
  if (view.byteLength !== REVISION_LENGTHS[revision]) return null
  const words = revision === 1 ? 1 : 2
  const flagsOf = new Map<string, string>()
  for (let bit = 0; bit < 32 * words; bit++) {
    const at = 4 + 8 * (bit >>> 5)
    const permitted = ((view.getUint32(at, true) >>> (bit & 31)) & 1) === 1
    const inheritable = ((view.getUint32(at + 4, true) >>> (bit & 31)) & 1) === 1
    const effective = (magic & EFFECTIVE_FLAG) !== 0 && (permitted || inheritable)
    const flags = `${effective ? 'e' : ''}${inheritable ? 'i' : ''}${permitted ? 'p' : ''}`
    const name = NAMES[bit] ?? (flags === '' ? undefined : String(bit))
    if (name !== undefined) flagsOf.set(name, flags)
  }
  const owner = revision === 3 ? view.getUint32(20, true) : 0
  return `${toText(flagsOf)}${owner === 0 ? '' : ` [rootid=${owner}]`}`
}

/** cap_to_text(3): the flags that most capabilities have come first, then what differs from them. */
function toText(flagsOf: ReadonlyMap<string, string>): string {
  const groups = Map.groupBy(flagsOf.keys(), (name) => flagsOf.get(name) ?? '')
  const [common] = [...groups].reduce((most, group) => (group[1].length > most[1].length ? group : most))
  const clauses = common === '' ? [] : [`=${common}`]
  for (const [own, names] of groups) {
    if (own === common) continue
    clauses.push(`${names.join(',')}${common === '' ? `=${own}` : difference(own, common)}`)
  }
  return clauses.join(' ')
}

function difference(own: string, common: string): string {
  const more = Array.from(own)
    .filter((flag) => !common.includes(flag))
    .join('')
  const less = Array.from(common)
    .filter((flag) => !own.includes(flag))
    .join('')
  return `${more === '' ? '' : `+${more}`}${less === '' ? '' : `-${less}`}`
}
