import type { Policy } from '../policy.ts'

const DIRECTORIES =
  /^\/usr\/(?:local\/)?share\/(?:bash-completion|zsh\/(?:vendor-completions|site-functions)|fish\/vendor_completions\.d|lintian|bug|menu|applications|pixmaps|icons|doc-base|apport|linda)\//

/** What shells in use by people, desktops and the tools of packagers read. */
export const shellIntegration: Policy = {
  name: 'shell-integration',
  says: 'for people at a shell or desktop',
  mayBeIn: (directory) => DIRECTORIES.test(directory),
  drops: () => true,
}
