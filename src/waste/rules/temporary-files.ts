import { leftBehind } from '../left-behind.ts'

/** Files in directories for temporary ones (FHS 3.0, 3.18 and 5.15). */
export const temporaryFiles = leftBehind({
  name: 'temporary-files',
  title: 'temporary files',
  directories: /^\/(?:var\/)?tmp\//,
  run: 'add `rm -rf /tmp/* /var/tmp/*` to the same RUN, or give it `--mount=type=tmpfs,target=/tmp`',
  copy: 'leave them out, or bind them to the one step that needs them (`RUN --mount=type=bind`)',
})
