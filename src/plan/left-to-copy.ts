import type { NotCovered } from './plan.ts'
import type { PlanFile } from './plan-request.ts'

/** As many paths as a sentence can name. */
const MAX_NAMED = 3

/** What a tool does not bring, so that it is copied from the app's image: one for each package, and one for what is in none. */
export function leftToCopy(lacking: string, files: readonly PlanFile[]): NotCovered[] {
  const byPackage = Map.groupBy(files, ({ package: owner }) => owner && `${owner.name} ${owner.version}`)
  return [...byPackage].map(([owner, ofPackage]) => {
    const paths = ofPackage.map(({ path }) => path)
    const of = owner === null ? '' : ` of ${owner}`
    return { what: `${lacking} ${named(paths)}${of}: copied from the app's image.`, paths }
  })
}

/** Paths as a sentence names them: all of a few, else how many they are. */
export function named(paths: readonly string[]): string {
  return paths.length <= MAX_NAMED ? paths.join(', ') : `${paths.length} paths, such as ${paths[0]}`
}
