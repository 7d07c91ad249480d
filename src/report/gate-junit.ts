import { formatPlatform } from '../oci/platform.ts'
import { writtenText } from '../sbom/written-text.ts'
import { brief, explanation, imageName, imagePrefix, resultName } from './gate/result-text.ts'
import { OUTCOME_WORD, tallyOf } from './gate/verdict.ts'
import type { BudgetResult, GateDocument, GatedSection } from './gate-document.ts'
import { type Element, element, renderXml } from './xml.ts'

/** Most things to blame for one rule. */
const MOST_OFFENDERS = 20
/** A rule is judged in no time that anyone would measure; readers want one. */
const TIME = '0'

/**
 * A gate as a JUnit XML report: a suite for each image, a case for each rule. JUnit knows no warnings, so a rule that warns
 * passes, with what it says as its output. What names a case does not hold the image's name, so that CI systems know it again
 * in the next run. By the schema of Jenkins' xUnit plugin, `junit-10.xsd`.
 */
export function renderGateJunit({ images }: GateDocument): string {
  const { tests, failures, errors } = countsOf(images)
  const attributes = { name: 'imgpeek gate', tests, failures, errors, time: TIME }
  return [...renderXml(element('testsuites', images.map(suite), attributes))].join('')
}

function suite(image: GatedSection): Element {
  const { reference, digest, results } = image
  const properties = Object.entries({ image: reference, ...(digest !== null && { digest }) })
  return element(
    'testsuite',
    [
      element(
        'properties',
        properties.map(([name, value]) => element('property', undefined, { name, value: writtenText(value) })),
      ),
      ...results.map((result) => testCase(result, image)),
    ],
    {
      name: writtenText(
        image.platform === null ? brief(reference) : `${brief(reference)} ${formatPlatform(image.platform)}`,
      ),
      ...countsOf([image]),
      time: TIME,
    },
  )
}

function testCase(result: BudgetResult, image: GatedSection): Element {
  const name = imagePrefix(image) === '' ? '' : `.${imageName(image)}`
  return element('testcase', outcomeElements(result), {
    classname: writtenText(`imgpeek.gate${name}`),
    name: writtenText(resultName(result)),
    time: TIME,
  })
}

function outcomeElements(result: BudgetResult): Element[] | undefined {
  const message = writtenText(brief(result.message))
  const lines = [...explanation(result, MOST_OFFENDERS), brief(result.origin)].map(writtenText)
  switch (result.outcome) {
    case 'fail':
      return [element('failure', lines.join('\n'), { type: result.budget, message })]
    case 'warn':
      return [element('system-out', [`${OUTCOME_WORD.warn} ${lines[0]}`, ...lines.slice(1)].join('\n'))]
    case 'skip':
    case 'off':
      return [element('skipped', undefined, { message })]
    case 'pass':
      return undefined
  }
}

function countsOf(images: readonly GatedSection[]): {
  tests: number
  failures: number
  errors: number
  skipped: number
} {
  const { pass, warn, fail, skip, off } = tallyOf(images)
  return { tests: pass + warn + fail + skip + off, failures: fail, errors: 0, skipped: skip + off }
}
