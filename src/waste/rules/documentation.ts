import { leftBehind } from '../left-behind.ts'

/** Documentation, without the copyright files that licenses ask for. */
export const documentation = leftBehind({
  name: 'documentation',
  title: 'documentation',
  directories: /^\/usr\/(?:local\/)?share\/(?:doc|info|gtk-doc|help|doc-base)\//,
  except: /^(?:copyright|LICEN[CS]E|COPYING)/,
  run: 'install without it (apt: a `path-exclude` in /etc/dpkg/dpkg.cfg.d; dnf: `--setopt=tsflags=nodocs`), or remove /usr/share/doc and /usr/share/info in the same RUN',
})
