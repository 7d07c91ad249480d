import { leftBehind } from '../left-behind.ts'

/** Downloads and logs that npm keeps. */
export const npmCache = leftBehind({
  name: 'npm-cache',
  title: 'npm cache',
  directories: /\/\.npm\/_(?:cacache|logs|npx|prebuilds)\//,
  run: 'add `npm cache clean --force` to the same RUN, or give it `--mount=type=cache,target=/root/.npm`',
})
