import { isLanguageType } from '../../catalogers/packages/package.ts'
import type { Doubt } from './doubts.ts'

/** Packages that are told by name before the rest is counted. */
const MOST_NAMED = 8

/** Packages that the app's own layers installed by themselves, not for others, and that nothing is known to need. */
export const wantedByBuild: Doubt = function* ({ image, packages }) {
  if (image.own.toldBy === 'packages' || image.own.toldBy === 'emptiness') return
  const own = new Set(image.own.layers)
  const staying = new Set(packages)
  const dropped = image.inventory.packages.filter((found) => {
    if (isLanguageType(found.type) || staying.has(found) || !own.has(found.layer) || found.files === 0) return false
    return [...image.dependencies.dependentsOf(found)].every((dependent) => !own.has(dependent.layer))
  })
  if (dropped.length === 0) return
  const names = dropped.map(({ name }) => name)
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  yield `The app's layers installed ${names.slice(0, MOST_NAMED).join(', ')}${more}, which nothing is known to need: if the app starts them, name them with --keep-package.`
}
