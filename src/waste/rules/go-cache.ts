import { leftBehind } from '../left-behind.ts'

/** What the go command compiled and downloaded. */
export const goCache = leftBehind({
  name: 'go-cache',
  title: 'Go build and module caches',
  directories: /\/\.cache\/go-build\/|\/go\/pkg\/(?:mod|sumdb)\//,
  run: 'build in a stage of its own and copy the program out of it, or give the RUN `--mount=type=cache` for /root/.cache/go-build and /go/pkg/mod',
})
