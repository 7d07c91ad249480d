import type { ElfObject } from '../../catalogers/elf/elf-object.ts'
import { NSSWITCH, nsswitchReader } from '../../catalogers/nsswitch.ts'
import { isPartOfGlibc } from '../c-library.ts'
import type { Process } from '../processes.ts'
import type { Trial } from '../trial.ts'
import type { Check, Finding } from './check.ts'

/** Databases that programs in containers ask, by the function that does. */
const DATABASES: Readonly<Record<string, readonly string[]>> = {
  getaddrinfo: ['hosts'],
  getpwnam: ['passwd', 'group'],
}
/** What every glibc from 2.34 on has in itself. */
const BUILT_IN: ReadonlySet<string> = new Set(['files', 'dns'])

/**
 * Whether programs for glibc find whom to ask for hosts and users: `/etc/nsswitch.conf`, and the libraries of the services that
 * it names. Without them glibc asks files and DNS.
 */
export const nameServicesCheck: Check = {
  name: 'nameServices',
  need: 'later',

  examine(trial) {
    const findings = trial.processes.running.flatMap((process) => lacksOf(process, trial))
    return [...new Map(findings.map((finding) => [finding.says, finding])).values()]
  },
}

function lacksOf({ program, loading }: Process, trial: Trial): Finding[] {
  const { app, tree, processes } = trial
  const databases = loading?.loader.kind === 'glibc' ? askedOf([program, ...loading.result.objects]) : []
  if (loading === null || databases.length === 0) return []
  const node = tree.resolve(NSSWITCH)
  if (node === undefined) {
    if (app.donor.at(NSSWITCH) === undefined) return []
    const says = `${program.node.path} asks for ${databases.join(', ')}, and the base has no ${NSSWITCH}, which the app's image has.`
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [NSSWITCH] } }]
  }
  const configured = tree.lookup(nsswitchReader).fact(node)?.databases ?? []
  const services = configured.flatMap(([database, services]) => (databases.includes(database) ? services : []))
  return [...new Set(services)].flatMap((service): Finding[] => {
    const name = `libnss_${service}.so.2`
    if (BUILT_IN.has(service) || !/^\w+$/.test(service)) return []
    const requester = { ...program, origin: '/', loadedBy: null, depth: 0 }
    if (processes.search.find(name, requester, loading.loader) !== undefined) return []
    const path = app.donor.libraryFor(program, program, name)
    if (path === undefined || tree.resolve(path) !== undefined) return []
    const says = `${NSSWITCH} names ${service}, and the base has no ${name}, which the app's image has.`
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [path] } }]
  })
}

function askedOf(objects: readonly ElfObject[]): string[] {
  const functions = objects.flatMap(({ binary }) => (isPartOfGlibc(binary) ? [] : (binary.functions ?? [])))
  return [...new Set(functions.flatMap((name) => DATABASES[name] ?? []))]
}
