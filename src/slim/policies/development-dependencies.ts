import { ancestorIn, developmentPackages } from '../development-packages.ts'
import type { Policy } from '../policy.ts'

/** Packages that `npm ci --omit=dev` would not have installed: bundlers, test runners, linters. */
export const developmentDependencies: Policy = {
  name: 'development-dependencies',
  says: 'of a package that npm installed for development alone',
  notByItself: true,
  mayBeIn: (directory) => directory.includes('/node_modules/'),
  drops: (file, image) => ancestorIn(developmentPackages(image), file) !== undefined,
}
