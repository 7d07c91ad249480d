import { leftBehind } from '../left-behind.ts'

/** Packages that apt downloaded, and its binary caches of the lists. */
export const aptArchives = leftBehind({
  name: 'apt-archives',
  title: 'apt archives and caches',
  directories: /^\/var\/cache\/apt\//,
  run: 'add `apt-get clean && rm -rf /var/cache/apt/*` to the same RUN',
})
