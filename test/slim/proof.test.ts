import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readImage, SLIM_FACTS } from '../../src/index.ts'
import { failuresOf } from '../../src/slim/proof/proof.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { planOf, slimOf } from '../support/slim-of.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${committedLayout('webapp')}`
const NOTHING_STRIPPED = new Map()

/** What the proof has against an image without these paths. */
async function failuresWithout(...paths: readonly string[]): Promise<readonly string[]> {
  const drops = ({ path }: { path: string }): boolean => paths.includes(path)
  return (await slimOf(IMAGE, `oci:${join(scratch, paths.join().replaceAll('/', '-'))}`, { drops })).failures
}

it('has nothing against an image in which nothing is missing', async () => {
  expect(await failuresWithout('/srv/www/licence.txt')).toEqual([])
})

it('finds libraries and loaders that are missed', async () => {
  const failures = await failuresWithout('/usr/lib/x86_64-linux-gnu/libc.so.6')
  expect(failures).toContain('/usr/bin/busybox needs libc.so.6, which it found before.')
  expect(failures).toContain('The program that containers start needs libc.so.6, which it found before.')
})

it('finds that the command starts nothing', async () => {
  expect(await failuresWithout('/usr/bin/httpd')).toEqual([
    "The image's command no longer finds /usr/bin/httpd for “httpd”.",
  ])
})

it('finds what is not as it was planned', async () => {
  const image = await readImage(IMAGE, { env: {}, cache: false, platform: 'linux/amd64', extraFacts: SLIM_FACTS })
  const smaller = planOf(image, { drops: ({ path }) => path.startsWith('/srv/www') })
  const failures = failuresOf(smaller, image, NOTHING_STRIPPED)
  expect(failures).toContain('/srv/www/index.html is there, and was not to be kept.')
  expect(failures).not.toContain('/usr/bin/busybox is missing, and was to be kept.')
  const written = await slimOf(IMAGE, `oci:${join(scratch, 'planned')}`, {
    drops: ({ path }) => path.startsWith('/srv'),
  })
  expect(failuresOf(planOf(image, {}), written.result, NOTHING_STRIPPED)).toContain(
    '/srv/www/index.html is missing, and was to be kept.',
  )
})

it('finds packages that are stated and not there, and the other way round', async () => {
  const image = await readImage(IMAGE, { env: {}, cache: false, platform: 'linux/amd64', extraFacts: SLIM_FACTS })
  const plan = planOf(image, {})
  const [first, ...others] = plan.packages
  expect(failuresOf({ ...plan, packages: others }, image, NOTHING_STRIPPED)).toContain(
    `The package ${first!.name} ${first!.version} (${first!.type}) is stated, and is not there.`,
  )
  expect(failuresOf(plan, { ...image, packages: others }, NOTHING_STRIPPED)).toContain(
    `The package ${first!.name} ${first!.version} (${first!.type}) is not stated.`,
  )
})
