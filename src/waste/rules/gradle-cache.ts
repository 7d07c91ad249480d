import { leftBehind } from '../left-behind.ts'

/** What Gradle downloaded and compiled, Gradle itself included. */
export const gradleCache = leftBehind({
  name: 'gradle-cache',
  title: 'Gradle caches and programs',
  directories: /\/\.gradle\/(?:caches|wrapper|daemon|native|jdks)\//,
  run: 'build in a stage of its own and copy the jar out of it, or give the RUN `--mount=type=cache,target=/root/.gradle`',
})
