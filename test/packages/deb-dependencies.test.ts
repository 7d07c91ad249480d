import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dpkgCataloger } from '../../src/catalogers/packages/dpkg.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { conclusionOf, treeOf } from '../support/tree-of.ts'
import { graphOf } from './package-of.ts'

/** Alternatives, virtual packages with and without versions, architecture qualifiers, several providers. */
const PACKAGES: Readonly<Record<string, string>> = {
  app: 'Depends: awk, liba (>= 1) | libb, python3:any (>= 3.9~), libold (>= 2)\nPre-Depends: base',
  base: 'Depends: base-data',
  'base-data': '',
  mawk: 'Provides: awk',
  gawk: 'Provides: awk, posix-awk',
  libb: 'Provides: libold (= 3)',
  libc: 'Provides: libold',
  python3: 'Multi-Arch: allowed',
}
const STATUS = Object.entries(PACKAGES).map(([name, fields]) =>
  [
    `Package: ${name}`,
    'Status: install ok installed',
    'Version: 3.11',
    'Architecture: amd64',
    'Maintainer: x',
    'Description: y',
    ...(fields === '' ? [] : [fields]),
  ].join('\n'),
)

describe('dependencies of Debian packages', () => {
  const scratch = temporaryDirectory()

  it('are those that apt finds', (context) => {
    needProgram(context, 'apt-cache')
    const status = `${STATUS.join('\n\n')}\n\n`
    const options = emptyApt(scratch, status)
    const tree = treeOf([{ '/var/lib/dpkg/status': status }], dpkgCataloger)
    const packages = dpkgCataloger.conclude(tree, conclusionOf())
    const graph = graphOf(packages)
    for (const found of packages) {
      const said = execFileSync('apt-cache', [...options, 'depends', found.name], { encoding: 'utf8' })
      const ours = new Set(Array.from(graph.dependenciesOf(found).keys(), ({ name }) => name))
      expect([found.name, ours]).toEqual([
        found.name,
        new Set(
          namesIn(
            said,
            packages.map(({ name }) => name),
          ),
        ),
      ])
    }
  })
})

/** Options that make apt look at this status file, and at nothing of the machine. */
function emptyApt(directory: string, status: string): string[] {
  const paths = { State: 'state', Cache: 'cache', Etc: 'etc' }
  for (const path of ['state/lists/partial', 'cache/archives/partial', 'etc/sources.list.d', 'etc/preferences.d']) {
    mkdirSync(join(directory, path), { recursive: true })
  }
  writeFileSync(join(directory, 'status'), status)
  const settings = Object.entries(paths).map(([key, path]) => `Dir::${key}=${join(directory, path)}`)
  settings.push(`Dir::State::status=${join(directory, 'status')}`, 'APT::Architecture=amd64')
  return settings.flatMap((setting) => ['-o', setting])
}

/** `  Depends: NAME`, ` |Depends: NAME`, and below virtual ones (`<awk>`) what provides them. */
function namesIn(said: string, installed: readonly string[]): string[] {
  const names = said
    .split('\n')
    .slice(1)
    .map((line) => line.trim().replace(/^\|?(?:Pre)?Depends: /, ''))
  return names.filter((name) => installed.includes(name))
}
