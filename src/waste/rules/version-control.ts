import { leftBehind } from '../left-behind.ts'

/** The history of the sources: also a leak of all that it ever held. */
export const versionControl = leftBehind({
  name: 'version-control',
  title: 'version control directories',
  directories: /\/\.(?:git|hg|svn|bzr)\//,
  run: 'remove the directory in the same RUN, or clone with `--depth 1` in a stage of its own',
  copy: 'list `**/.git` in .dockerignore',
})
