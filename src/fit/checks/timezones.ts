import { environmentVariable } from '../../catalogers/elf/entrypoint.ts'
import { namedPathsReader } from '../../catalogers/named-paths.ts'
import { findZones } from '../../catalogers/posture/well-known-files.ts'
import { joinPath } from '../../rootfs/path.ts'
import type { Check } from './check.ts'

/** Whether there are time zones: the one that the app is set to, and any for programs that look for them. */
export const timezonesCheck: Check = {
  name: 'timezones',
  need: 'later',

  examine({ app, tree, config, processes }) {
    const zone = environmentVariable(config, 'TZ')?.replace(/^:/, '')
    const own = app.image.posture.timezones
    const zones = findZones(tree, config.env)
    if (zone !== undefined && /^[A-Za-z_+-]+(?:\/[\w+-]+)*$/.test(zone) && zone !== 'UTC') {
      if (zones !== null && tree.resolve(joinPath(zones, zone)) !== undefined) return []
      const says = `TZ is ${zone}, which the base has no time zone for.`
      if (own === null || app.donor.at(joinPath(own, zone)) === undefined) return [{ outcome: 'unknown', says }]
      return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [joinPath(own, zone)] } }]
    }
    if (zones !== null || own === null) return []
    const facts = tree.lookup(namedPathsReader)
    const program = processes.running.find(({ program }) => facts.fact(program.node)?.names.includes('timezones'))
    if (program === undefined) return []
    const says = `${program.program.node.path} can look for time zones; the base has none, the app's image has them in ${own}.`
    return [{ outcome: 'unknown', says }]
  },
}
