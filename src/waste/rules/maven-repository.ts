import { leftBehind } from '../left-behind.ts'

/** What Maven downloaded. */
export const mavenRepository = leftBehind({
  name: 'maven-repository',
  title: 'Maven repository',
  directories: /\/\.m2\/(?:repository|wrapper)\//,
  run: 'build in a stage of its own and copy the jar out of it, or give the RUN `--mount=type=cache,target=/root/.m2`',
})
