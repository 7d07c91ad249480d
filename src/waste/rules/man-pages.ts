import { leftBehind } from '../left-behind.ts'

/** Manual pages. */
export const manPages = leftBehind({
  name: 'man-pages',
  title: 'man pages',
  directories: /^\/usr\/(?:local\/)?(?:share\/)?man\/|^\/var\/cache\/man\//,
  run: 'install without them (apt: a `path-exclude` in /etc/dpkg/dpkg.cfg.d; dnf: `--setopt=tsflags=nodocs`), or remove /usr/share/man in the same RUN',
})
