import { leftBehind } from '../left-behind.ts'

/** Headers that only a compiler reads. */
export const headers = leftBehind({
  name: 'headers',
  title: 'headers',
  directories: /^\/usr\/(?:local\/)?include\//,
  run: 'build in a stage of its own, or remove the -dev packages in the same RUN',
  copy: 'copy the program without them',
})
