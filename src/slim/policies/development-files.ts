import type { Policy } from '../policy.ts'

const MODULES = /\/(?:node_modules|nodejs)\//
/** Type declarations and source maps, and what people read about a module; `@types` has nothing else. */
const NAMES =
  /\.d\.[cm]?ts$|\.(?:js|mjs|cjs|css|ts)\.map$|\.tsbuildinfo$|^(?:readme|changelog|history|changes|contributing|security)(?:\.[a-z]+)?$/i

/** What comes with modules of Node.js for who develops with them: compilers, debuggers and people read it. */
export const developmentFiles: Policy = {
  name: 'development-files',
  says: 'for developing with a module',
  notByItself: true,
  mayBeIn: (directory) => MODULES.test(directory),
  drops: ({ name, path }) => NAMES.test(name) || path.includes('/@types/'),
}
