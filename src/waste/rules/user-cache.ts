import { leftBehind } from '../left-behind.ts'

/** What other programs keep where the XDG base directory specification has caches (uv, Poetry, Cypress, …). */
export const userCache = leftBehind({
  name: 'user-cache',
  title: 'other caches in homes',
  directories: /^\/(?:root|home\/[^/]+)\/\.cache\//,
  run: 'add `rm -rf ~/.cache` to the same RUN, or give it `--mount=type=cache` for the directory',
})
