import type { InstalledPackage } from '../../inventory/ownership.ts'
import { developmentPackages } from '../development-packages.ts'
import type { Doubt } from './doubts.ts'

/** Packages that are told by name before the rest is counted. */
const MOST_NAMED = 8

/** What npm installed for development and goes: an app may load it all the same, by a name that it makes up when it runs. */
export const developmentDependencies: Doubt = function* ({ image, closure }) {
  const packages = developmentPackages(image)
  const dropped = new Set<InstalledPackage>()
  for (const [directory, found] of packages) {
    const nodes = [...(directory.children?.values() ?? [])]
    if (nodes.every((node) => closure.reasonOf(node) === undefined)) dropped.add(found)
  }
  if (dropped.size === 0) return
  // those that somebody asked for, not what they brought along
  const asked = [...dropped].filter(
    (found) => ![...image.dependencies.dependentsOf(found)].some((by) => dropped.has(by)),
  )
  const names = [...new Set(Array.from(asked.length > 0 ? asked : dropped, ({ name }) => name))].sort()
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  yield `npm installed ${names.slice(0, MOST_NAMED).join(', ')}${more} for development, and nothing is seen to load that: if the app does, name it with --keep-package.`
}
