import { leftBehind } from '../left-behind.ts'

/** Metadata and packages that zypper downloaded. */
export const zypperCache = leftBehind({
  name: 'zypper-cache',
  title: 'zypper cache',
  directories: /^\/var\/cache\/zypp\//,
  run: 'add `zypper clean --all` to the same RUN',
})
