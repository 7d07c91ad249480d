import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A path for programs in which `imgpeek` is the built program, as an installed package puts it there; `directory` takes the file. */
export function programOnPath(directory: string): string {
  const bin = mkdtempSync(join(directory, 'bin-'))
  const file = join(bin, 'imgpeek')
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${RUN}' "$@"\n`)
  chmodSync(file, 0o755)
  return `${bin}:${process.env.PATH}`
}
