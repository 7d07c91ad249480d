import { leftBehind } from '../left-behind.ts'

/** What Python compiles at the first import, and again where it is missing: start-up is slower without. */
export const pythonBytecode = leftBehind({
  name: 'python-bytecode',
  title: 'compiled Python',
  directories: /\/__pycache__\/$/,
  run: 'remove the `__pycache__` directories in the same RUN (pip: `--no-compile`); Python then starts more slowly',
  copy: 'list `**/__pycache__` in .dockerignore',
})
