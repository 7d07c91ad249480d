import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DEFINITION = `format: v1
archives:
  ubuntu:
    version: 24.10
    components: [main]
    suites: [oracular]
    public-keys: [key]
`

/** Writes a checkout of chisel-releases: its definition, and files of slices by their names. Gives the directory. */
export function writeRelease(
  directory: string,
  files: Readonly<Record<string, string>>,
  definition: string = DEFINITION,
): string {
  mkdirSync(join(directory, 'slices'), { recursive: true })
  writeFileSync(join(directory, 'chisel.yaml'), definition)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'slices', name), text)
  return directory
}
