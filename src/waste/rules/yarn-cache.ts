import { leftBehind } from '../left-behind.ts'

/** Downloads that yarn keeps for all projects; the `.yarn/cache` of one is what it runs on. */
export const yarnCache = leftBehind({
  name: 'yarn-cache',
  title: 'yarn cache',
  directories: /\/\.cache\/(?:yarn|\.yarn)\/|\/\.yarn\/berry\/cache\//,
  run: 'add `yarn cache clean --all` to the same RUN, or give it `--mount=type=cache,target=/usr/local/share/.cache/yarn`',
})
