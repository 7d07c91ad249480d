import { leftBehind } from '../left-behind.ts'

/** Packages that pacman downloaded, and its copies of the repositories’ databases. */
export const pacmanCache = leftBehind({
  name: 'pacman-cache',
  title: 'pacman cache and databases',
  directories: /^\/var\/(?:cache\/pacman\/pkg|lib\/pacman\/sync)\//,
  run: 'add `rm -rf /var/cache/pacman/pkg/* /var/lib/pacman/sync/*` to the same RUN',
})
