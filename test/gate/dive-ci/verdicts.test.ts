import { describe, expect, test } from 'vitest'
import { parseDiveCi } from '../../../src/gate/dive-ci/parse.ts'
import { figuresOf } from '../../../src/gate/figures.ts'
import { judge } from '../../../src/gate/judge.ts'
import { madeImage } from '../../support/gated-image.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { TELLING_LAYERS } from './telling-layers.ts'

const scratch = temporaryDirectory()

/** The images that were made so far, by name. */
const images = new Map<string, ReturnType<typeof madeImage>>()

function imageNamed(name: string): ReturnType<typeof madeImage> {
  const known = images.get(name)
  if (known !== undefined) return known
  const layers = TELLING_LAYERS[name]!().map((layer) => ['RUN change', layer] as const)
  const image = madeImage(scratch, layers)
  images.set(name, image)
  return image
}

/** What dive 0.13.1 printed for `dive --ci --ci-config FILE docker-archive://IMAGE` with these limits and these layers. */
const DIVE_SAYS = {
  // dive's defaults
  '0.9 disabled 0.1': {
    'one layer': 'pass off pass',
    'a file written twice': 'fail off fail',
    'a file deleted': 'fail off fail',
    'a directory deleted': 'pass off pass',
    'a directory made opaque': 'pass off pass',
    'a file emptied': 'fail off fail',
    'a hard link replaced': 'fail off fail',
    'a file moved in its layer': 'pass off pass',
  },
  // the figures of one of the images: equality passes
  '0.55 900B 0.9': {
    'one layer': 'pass pass pass',
    'a file written twice': 'pass fail fail',
    'a file deleted': 'pass pass pass',
    'a directory deleted': 'pass pass pass',
    'a directory made opaque': 'pass pass pass',
    'a file emptied': 'fail fail fail',
    'a hard link replaced': 'pass pass pass',
    'a file moved in its layer': 'pass pass pass',
  },
  // just missed
  '0.5500001 899B 0.8999999': {
    'a file deleted': 'fail fail fail',
  },
  // NaN, of one layer, passes everything, and what is divided by zero nothing
  '1 0 0': {
    'one layer': 'pass pass pass',
    'a file emptied': 'fail fail fail',
  },
  'disabled disabled 1': {
    'one layer': 'off off pass',
    'a file written twice': 'off off fail',
    'a file emptied': 'off off fail',
  },
}

describe.each(Object.entries(DIVE_SAYS))('with the limits %s', (limits, verdicts) => {
  const [efficiency, wastedBytes, wastedPercent] = limits.split(' ')
  const file = [
    'rules:',
    `  lowestEfficiency: ${efficiency}`,
    `  highestWastedBytes: ${wastedBytes}`,
    `  highestUserWastedPercent: ${wastedPercent}`,
  ].join('\n')
  test.each(Object.entries(verdicts))('%s: %s', async (name, verdict) => {
    const image = await imageNamed(name)
    const { rules } = parseDiveCi(file, '.dive-ci')
    const outcomes = rules.map((rule) => judge([rule], image, '2026-11-21')[0]!.outcome)
    expect(outcomes.join(' ')).toBe(verdict)
  })
})

describe('where dive is wrong, our figures say what there is', () => {
  // as docs/dive.md has it
  test.each([
    ['a file written twice', { diveEfficiency: 0.625, diveWastedSize: 1200, diveWastedPercent: 2 }, [0.625, 600]],
    ['a directory deleted', { diveEfficiency: 1, diveWastedSize: 0, diveWastedPercent: 0 }, [0.55, 900]],
    ['a directory made opaque', { diveEfficiency: 1, diveWastedSize: 0, diveWastedPercent: 0 }, [0.55, 900]],
    ['a file moved in its layer', { diveEfficiency: 1, diveWastedSize: 0, diveWastedPercent: 0 }, [0.5, 1000]],
    ['a hard link replaced', { diveEfficiency: 0.75, diveWastedSize: 500, diveWastedPercent: 0.5 }, [1, 0]],
    ['a file emptied', { diveEfficiency: 0, diveWastedSize: 1000, diveWastedPercent: 1 }, [0, 1000]],
  ])('%s', async (name, dive, [efficiency, reclaimableSize]) => {
    const image = await imageNamed(name)
    expect(figuresOf(image.inventory)).toMatchObject({ ...dive, efficiency, reclaimableSize })
  })
})

test('what fails names the paths that dive counts, the largest first', async () => {
  const image = await madeImage(scratch, [
    ['COPY big small /', TELLING_LAYERS['a file written twice']!()[0]!],
    ['RUN touch a b', TELLING_LAYERS['a file written twice']!()[0]!],
  ])
  const [result] = judge([parseDiveCi('', '.dive-ci').rules[0]!], image, '2026-11-21')
  expect(result).toMatchObject({
    outcome: 'fail',
    message: 'Efficiency by dive is 50 %: 40 % less than the limit of 90 %.',
    offenders: [
      { path: '/a', layer: 1, instruction: 'RUN touch a b', bytes: 1200, detail: 'stored or deleted 2 times' },
      { path: '/b', layer: 1, bytes: 800 },
    ],
  })
})
