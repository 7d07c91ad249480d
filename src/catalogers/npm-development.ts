import type { FactReader } from '../layer/fact-reader.ts'
import { fieldsOf, parseFields } from './packages/loose-json.ts'

/** The packages that npm installed for development alone, by their directories as seen from the application's. */
export type NpmDevelopment = { readonly directories: readonly string[] }

/** As of package-lock.json of the largest monorepos. */
const LIMIT = 64 * 2 ** 20

/**
 * What npm 7 and later write down beside what they installed (docs.npmjs.com/cli/configuring-npm/package-lock-json, "Hidden
 * Lockfiles"): a package that is only there for `devDependencies` has `dev`. Only what drops such packages wants it.
 */
export const npmDevelopmentReader: FactReader<NpmDevelopment> = {
  name: 'npm-development',
  version: 1,

  select: ({ path }) => (path.endsWith('/node_modules/.package-lock.json') ? { limit: LIMIT } : undefined),

  read(_, content) {
    const packages = Object.entries(fieldsOf(parseFields(content.text).packages))
    const directories = packages.flatMap(([key, stated]) => (fieldsOf(stated).dev === true ? [key] : []))
    return directories.length === 0 ? undefined : { directories }
  },
}
