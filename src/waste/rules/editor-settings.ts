import { leftBehind } from '../left-behind.ts'

/** Directories in which editors keep what they know of a project. */
export const editorSettings = leftBehind({
  name: 'editor-settings',
  title: 'editor settings',
  directories: /\/\.(?:idea|vscode|vs)\//,
  run: 'remove them in the same RUN',
  copy: 'list them in .dockerignore',
})
