import { leftBehind } from '../left-behind.ts'

/** What cargo downloaded (doc.rust-lang.org/cargo, "Cargo Home"). */
export const cargoCache = leftBehind({
  name: 'cargo-cache',
  title: 'cargo registry and checkouts',
  directories: /\/\.?cargo\/(?:registry|git)\//,
  run: 'build in a stage of its own and copy the program out of it, or give the RUN `--mount=type=cache,target=/usr/local/cargo/registry`',
})
