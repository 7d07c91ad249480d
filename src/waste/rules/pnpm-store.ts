import { leftBehind } from '../left-behind.ts'

/** Packages that pnpm keeps; those that a project links to have a name in its node_modules and cost nothing more. */
export const pnpmStore = leftBehind({
  name: 'pnpm-store',
  title: 'pnpm store and cache',
  directories: /\/(?:\.pnpm-store|pnpm\/store|\.cache\/pnpm)\//,
  run: 'add `pnpm store prune` to the same RUN, or give it `--mount=type=cache,target=/root/.local/share/pnpm/store`',
})
