import { isLanguageType } from '../../catalogers/packages/package.ts'
import { libcText } from '../../fit/c-library.ts'
import type { OntoPlan } from './onto-plan.ts'

/** Who containers run as where nobody says it. */
const ROOT = /^(?:root|0+)(?::|$)/

/** What of a change of base nobody can know before the app runs, or may not expect: a sentence each. */
export function* swapDoubts({ slim, base, fit }: Pick<OntoPlan, 'slim' | 'base' | 'fit'>): Generator<string> {
  const { image, packages } = slim
  // what fit would have named with --also, slimming keeps by its own rules
  yield* fit.unknown.filter((says) => !says.includes('--also'))
  const [own, libc] = [image.libc, base.libc]
  if (own.family !== 'none' && libc.family !== 'none' && own.family !== libc.family) {
    yield `The app brings ${libcText(own)} to a base with ${libcText(libc)}: programs that look at the base to tell which of the two they ` +
      'run on (packages of npm with native parts do) may be wrong.'
  }
  const { user } = image.config.config
  const theirs = base.config.config.user
  if (user === '' && theirs !== '' && !ROOT.test(theirs)) {
    yield `Containers run as user ${theirs}, as the base says: the app's own image names no user, which is root.`
  }
  const added = packages.filter(({ type }) => !isLanguageType(type))
  if (added.length > 0 && base.os !== null && base.os.id !== image.os?.id) {
    const name = image.os?.prettyName ?? image.os?.id ?? 'another system'
    yield `${added.length} packages of ${name} stand beside those of ${base.os.prettyName ?? base.os.id}, by whose name ` +
      'scanners look for vulnerabilities: ask them about the SPDX document.'
  }
}
