import { describe, expect, it } from 'vitest'
import { fitApp, tryBase } from '../../src/index.ts'
import { program } from '../catalogers/elf/elf-tree.ts'
import { imageFrom, type TestImage } from './image.ts'
import { appOn, type Files, glibcBase } from './trials.ts'

/** The Dockerfile of an app on a base. */
function dockerfile(app: TestImage, base: TestImage): string {
  const { plans } = tryBase(fitApp(imageFrom(app)), imageFrom(base), { label: 'base', plan: { chiselRelease: null } })
  return plans!.find(({ kind }) => kind === 'dockerfile')!.parts[0]!.text
}

describe('what an app without a command is to start', () => {
  const base = glibcBase({}, { config: { cmd: ['bash'] } })
  const app = (files: Files): TestImage => appOn(glibcBase(), files, {})

  it('is its only program', () => {
    expect(dockerfile(app({ '/srv/main': program(['libc.so.6']), '/srv/data': 'x' }), base)).toMatch(
      /\nENTRYPOINT \["\/srv\/main"\]\n$/,
    )
  })

  it('nobody knows where there are several', () => {
    expect(dockerfile(app({ '/srv/one': program([]), '/srv/two': program([]) }), base)).toMatch(/\nCMD \[\]\n$/)
  })
})

it('an app that is planned for several bases needs the same for each', () => {
  const app = fitApp(imageFrom(appOn(glibcBase(), { '/app': program(['libc.so.6']) })))
  const scratch = imageFrom({ layers: [] })
  const plansOn = (): unknown => tryBase(app, scratch, { label: 'scratch', plan: { chiselRelease: null } }).plans
  const first = plansOn()
  tryBase(app, imageFrom(glibcBase()), { label: 'base', plan: { chiselRelease: null } })
  expect(plansOn()).toEqual(first)
})
