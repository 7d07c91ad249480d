import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { planChisel } from '../../../src/plan/chisel/chisel.ts'
import { readChiselRelease } from '../../../src/plan/chisel/read-release.ts'
import type { ChiselRelease } from '../../../src/plan/chisel/release.ts'
import { SliceIndex } from '../../../src/plan/chisel/slice-index.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { requestFor } from '../request-for.ts'

/** Canonical's own definitions, which are no part of this project; without ../shared these tests are skipped. */
const RELEASES = fileURLToPath(new URL('../../../../shared/data/chisel-releases', import.meta.url))

describe.each(['22.04', '24.04'])('chisel-releases of Ubuntu %s', (version) => {
  const directory = temporaryDirectory()
  let release: ChiselRelease

  beforeAll(async () => {
    if (!existsSync(RELEASES)) return
    execFileSync('tar', ['-xf', `${RELEASES}/ubuntu-${version}.tar.gz`, '-C', directory])
    release = await readChiselRelease(directory)
  })

  beforeEach((context) => {
    if (!existsSync(RELEASES)) context.skip('../shared/data/chisel-releases is not beside the checkout')
  })

  it('is read whole', () => {
    const packages = readdirSync(`${directory}/slices`).map(
      (name) => parse(readFileSync(`${directory}/slices/${name}`, 'utf8')) as Written,
    )
    const slices = packages.flatMap((one) => Object.values(one.slices ?? {}))
    const paths = slices.flatMap((slice) => Object.keys(slice?.contents ?? {}))
    expect(release.ubuntuVersion).toBe(version)
    expect(release.slices.size).toBe(slices.length)
    expect([...release.slices.values()].flatMap(({ contents }) => contents.map(({ path }) => path)).sort()).toEqual(
      paths.sort(),
    )
    const known = new Set(release.slices.keys())
    const essentials = [...release.slices.values()].flatMap(({ essential }) => essential.map(({ slice }) => slice))
    expect(essentials.filter((slice) => !known.has(slice))).toEqual([])
  })

  it('gives slices that have every file that a slice has, none of them superfluous', () => {
    const index = new SliceIndex(release, 'amd64')
    const literal = [...release.slices.values()]
      .flatMap((slice) => index.contents(slice))
      .filter(({ path, kind }) => kind === 'copy' && !path.endsWith('/'))
      .map(({ path }) => path)
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...literal), { minLength: 1, maxLength: 12 }), (paths) => {
        // a path that is a directory of another cannot be a file as well
        const chosen = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
        const files = Object.fromEntries(chosen.map((path) => [path, 'content']))
        const plan = planChisel(requestFor({ files, closure: chosen, chiselRelease: release }))!
        expect(plan.notCovered).toEqual([])
        const [command] = plan.parts
        const slices = command!.text.split(/[ \\\n]+/).filter((word) => release.slices.has(word))
        const covered = (names: readonly string[]): boolean => {
          const brought = new Set(names.flatMap((name) => [...index.closure(name)]))
          return chosen.every((path) => index.having([path]).some((name) => brought.has(name)))
        }
        expect(covered(slices)).toBe(true)
        for (const slice of slices) expect(covered(slices.filter((other) => other !== slice))).toBe(false)
      }),
      { numRuns: 30 },
    )
  })
})

interface Written {
  readonly slices?: Readonly<Record<string, { readonly contents?: Readonly<Record<string, unknown>> } | null>>
}
