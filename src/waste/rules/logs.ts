import { leftBehind } from '../left-behind.ts'

/** Logs of the build. */
export const logs = leftBehind({
  name: 'logs',
  title: 'logs',
  directories: /^\/var\/log\//,
  run: 'remove what it logs below /var/log in the same RUN',
})
