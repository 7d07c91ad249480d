import { leftBehind } from '../left-behind.ts'

/** Downloads that Composer keeps. */
export const composerCache = leftBehind({
  name: 'composer-cache',
  title: 'Composer cache',
  directories: /\/(?:\.cache\/composer|\.composer\/cache)\//,
  run: 'write `composer install --no-cache`, or add `composer clear-cache` to the same RUN',
})
