import { leftBehind } from '../left-behind.ts'

/** Libraries that only a linker reads. */
export const staticLibraries = leftBehind({
  name: 'static-libraries',
  title: 'static libraries',
  names: /\.l?a$/,
  run: 'build in a stage of its own, or remove the -dev packages in the same RUN',
  copy: 'copy the program without them',
})
